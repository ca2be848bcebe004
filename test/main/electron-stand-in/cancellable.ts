/** An event whose default a listener can prevent. */
import type { EventEmitter } from 'node:events';

/** Emits it, and says whether the default may happen. */
export function emitCancellable(emitter: EventEmitter, name: string, details: object = {}): boolean {
  let prevented = false;
  emitter.emit(name, { ...details, preventDefault: () => (prevented = true) });
  return !prevented;
}
