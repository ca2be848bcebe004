/** What the contract's answers are made from, and how they are typed. */
import type { EventName, Events, MethodName, ParsedParams, Result } from '../../shared/contract.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Library } from '../library/library.ts';
import type { Explorer } from './explorer.ts';

export interface Rooms {
  library: Library;
  queue: JobQueue;
  explorer: Explorer;
  emit<E extends EventName>(event: E, payload: Events[E]): void;
}

/** One answer for each method of the contract; parameters arrive parsed. */
export type Answers<M extends MethodName = MethodName> = {
  [Name in M]: (params: ParsedParams<Name>) => Result<Name> | Promise<Result<Name>>;
};
