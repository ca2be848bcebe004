/** Runs the command line from its sources, as a person would from a terminal. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url));

export interface Outcome {
  /** The exit status; null when a signal ended it. */
  status: number | null;
  stdout: string;
  stderr: string;
  /** The objects of `--json`, one for each line of stdout. */
  events: Record<string, unknown>[];
  /** The last of them. */
  result: Record<string, unknown>;
}

export interface Running {
  processId: number;
  outcome: Promise<Outcome>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when a line of stdout contains the text. */
  printed(text: string): Promise<void>;
}

/** Starts `morphospace <args>` on a library of its own. */
export function start(library: string, ...args: string[]): Running {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...args], {
    env: { ...process.env, MORPHOSPACE_LIBRARY: library },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const outcome = new Promise<Outcome>((resolve) => {
    child.on('close', (status) => {
      const events = stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ status, stdout, stderr, events, result: events.at(-1) ?? {} });
    });
  });
  return {
    processId: child.pid!,
    outcome,
    kill: (signal) => void child.kill(signal),
    printed: (text) =>
      new Promise((resolve) => {
        const look = () => stdout.includes(text) && resolve();
        child.stdout.on('data', look);
        look();
      }),
  };
}

export function run(library: string, ...args: string[]): Promise<Outcome> {
  return start(library, ...args).outcome;
}
