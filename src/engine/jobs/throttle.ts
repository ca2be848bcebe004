/** Progress comes as fast as the work goes; people and sockets want it ten times a second. */
export interface Throttled<A> {
  (value: A): void;
  /** Delivers what is waiting, now. */
  flush(): void;
  /** Drops what is waiting and whatever comes after. */
  cancel(): void;
}

/** Delivers the first value at once and then the latest one at most every `interval` milliseconds. */
export function throttled<A>(deliver: (value: A) => void, interval: number): Throttled<A> {
  let waiting: { value: A } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let cancelled = false;

  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting === null || cancelled) return;
    const { value } = waiting;
    waiting = null;
    timer = setTimeout(flush, interval).unref();
    deliver(value);
  };
  const push = (value: A) => {
    waiting = { value };
    if (timer === null) flush();
  };
  const cancel = () => {
    cancelled = true;
    if (timer !== null) clearTimeout(timer);
  };
  return Object.assign(push, { flush, cancel });
}
