/**
 * Events on their way to one client. While a slow client has too much unread, only the latest event of each live state (a
 * job's progress, a training's figures, a layout) is kept for it; the ones between are dropped, for they are out of date.
 */
import type { EventName, Events } from '../shared/contract.ts';

/** Unread bytes above which a client counts as slow. */
const MOST_UNREAD_BYTES = 4 * 2 ** 20;

export interface EventSink {
  send(event: string, payload: unknown): void;
  unreadBytes(): number;
}

export class EventOutbox {
  readonly #sink: EventSink;
  readonly #waiting = new Map<string, { event: EventName; payload: unknown }>();

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  push<E extends EventName>(event: E, payload: Events[E]): void {
    const state = stateOf(event, payload);
    if (state === null || (this.#waiting.size === 0 && !this.#isSlow())) {
      this.#sink.send(event, payload);
      return;
    }
    // Deleted first, so that it goes to the end: events keep the order of their last change.
    this.#waiting.delete(state);
    this.#waiting.set(state, { event, payload });
  }

  /** Sends what waits, as far as the client has caught up. To be called as it reads. */
  flush(): void {
    for (const [state, { event, payload }] of this.#waiting) {
      if (this.#isSlow()) return;
      this.#waiting.delete(state);
      this.#sink.send(event, payload);
    }
  }

  #isSlow(): boolean {
    return this.#sink.unreadBytes() > MOST_UNREAD_BYTES;
  }
}

/** Which live state an event renews; null for events that each count. */
function stateOf<E extends EventName>(event: E, payload: Events[E]): string | null {
  switch (event) {
    case 'job':
      return `job ${(payload as Events['job']).id}`;
    case 'training':
    case 'reconstructions':
      return `${event} ${(payload as Events['training']).modelId}`;
    case 'layout':
      return `layout ${(payload as Events['layout']).projectionId}`;
    case 'library': {
      const { changed, id } = payload as Events['library'];
      return `library ${changed} ${id}`;
    }
    default:
      return null;
  }
}
