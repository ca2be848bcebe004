/**
 * Tries out native engines in a process of their own: a driver that crashes or hangs takes nothing down with it.
 * The script is handed over as text, so that it does not matter how this program was bundled.
 */
import { spawn } from 'node:child_process';

export interface ProbeOutcome {
  /** What the script wrote to stdout, when it ended well. */
  output: string | null;
  /** The last line that the script or the engine wrote to stderr, or how the process ended. */
  failure: string;
  /** All of stderr. */
  log: string;
}

/**
 * Runs an ES module script in this Node.
 * @param argv what the script finds in `process.argv` from index 1.
 * @param stdin bytes for the script's standard input.
 */
export function runProbe(
  script: string,
  argv: readonly string[],
  {
    stdin = new Uint8Array(),
    timeoutMilliseconds = 30_000,
  }: { stdin?: Uint8Array; timeoutMilliseconds?: number } = {},
): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, ...argv], {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: timeoutMilliseconds,
      killSignal: 'SIGKILL',
    });
    let output = '';
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    // A script that ends before it has read everything is no failure of ours.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    child.on('error', ({ message }) => resolve({ output: null, failure: message, log }));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve({ output: output.trim(), failure: '', log });
      const ended =
        signal === 'SIGKILL' ? 'it did not answer in time' : `its process ended with ${signal ?? code}`;
      const lastLine = log
        .split('\n')
        .findLast((line) => /error|fail|not/i.test(line) && !/^\s+at /.test(line));
      resolve({ output: null, failure: lastLine?.trim() ?? ended, log });
    });
  });
}
