/** The last lines that a process wrote to stderr: what there is to go by when it crashed. */
import type { Readable } from 'node:stream';

const LINES = 20;

export function collectLastWords(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text = `${text}${chunk}`
      .split('\n')
      .slice(-LINES - 1)
      .join('\n');
  });
  return () => text.trim();
}

/** How a process ended, in words: "was killed (SIGKILL)", "crashed (SIGSEGV)", "ended (exit code 7)". */
export function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT') return `was killed (${signal})`;
  if (signal !== null) return `crashed (${signal})`;
  // Windows reports a crash as an NTSTATUS such as 0xC0000005, an access violation.
  if (code !== null && code > 0xffff) return `crashed (0x${code.toString(16).toUpperCase()})`;
  return `ended (exit code ${code})`;
}
