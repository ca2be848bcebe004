/** How a test, in the process that started this one, plays the person and the system. */

/** What a test can have done here, by name. */
export interface Commands {
  /** Answers the next dialogs, in order: chosen paths, or the index of a button. */
  answerDialogs: (answers: (string[] | number)[]) => void;
  /** What main has asked of the system so far. */
  calls: () => SystemCall[];
  /** Closes the window as its button does. */
  closeWindow: () => void;
  /** Starts the application a second time. */
  startAgain: () => void;
  /** Whether a page may use something of the system. */
  askPermission: (permission: string) => boolean;
}

export interface SystemCall {
  name: string;
  parameters: unknown[];
}

export interface Request {
  id: number;
  name: keyof Commands;
  parameters: unknown[];
}
export type Reply = { id: number; value: unknown } | { debugger: string };

const calls: SystemCall[] = [];

export function recordCall(name: string, ...parameters: unknown[]): void {
  calls.push({ name, parameters });
}

const commands: Partial<Record<keyof Commands, (...parameters: never[]) => unknown>> = { calls: () => calls };

export function onCommand<N extends keyof Commands>(name: N, answer: Commands[N]): void {
  commands[name] = answer;
}

export function tell(reply: Reply): void {
  process.send?.(reply);
}

process.on('message', ({ id, name, parameters }: Request) =>
  tell({ id, value: commands[name]?.(...(parameters as never[])) ?? null }),
);
// The test is gone: so is its application.
process.on('disconnect', () => process.exit(0));
