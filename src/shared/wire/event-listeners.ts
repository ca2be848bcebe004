/** The listeners to the contract's events, for everything that implements `Transport`. */
import type { EventName, Events } from '../contract.ts';

type Listener<E extends EventName> = (payload: Events[E]) => void;

export class EventListeners {
  readonly #byEvent = new Map<string, Set<(payload: never) => void>>();

  /** Returns the function that removes the listener. */
  add<E extends EventName>(event: E, listener: Listener<E>): () => void {
    const listeners = this.#byEvent.get(event) ?? new Set();
    this.#byEvent.set(event, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  notify<E extends EventName>(event: E, payload: Events[E]): void {
    for (const listener of this.#byEvent.get(event) ?? []) (listener as Listener<E>)(payload);
  }

  clear(): void {
    this.#byEvent.clear();
  }
}
