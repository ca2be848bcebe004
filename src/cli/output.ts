/**
 * What a command says. With `--json`, stdout carries one JSON object a line, progress events and last the result; without,
 * words on stdout and a progress bar on stderr where that is a terminal.
 */
import { styleText } from 'node:util';
import { type ErrorRecord, errorLine } from '../shared/errors.ts';
import type { Progress } from '../shared/progress.ts';

const BAR_WIDTH = 24;

export interface Output {
  progress(progress: Progress): void;
  /** The command's outcome: an object for programs, and lines for people. */
  result(value: object, lines: string[]): void;
  error(error: Pick<ErrorRecord, 'code' | 'message' | 'advice'>): void;
}

export function jsonOutput(): Output {
  const line = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  return {
    progress: (progress) => line({ event: 'progress', ...progress }),
    result: (value) => line({ event: 'result', ...value }),
    error(error) {
      line({ event: 'error', code: error.code, message: error.message, advice: error.advice });
      process.stderr.write(`${errorLine(error)}\n`);
    },
  };
}

export function wordsOutput(): Output {
  const terminal = process.stderr.isTTY;
  let title = '';
  const clear = () => terminal && process.stderr.write('\r\x1b[K');
  return {
    progress(progress) {
      if (terminal) process.stderr.write(`\r\x1b[K${progressLine(progress, process.stderr.columns)}`);
      // Elsewhere, in a log file for example, one line for each new stage is enough.
      else if (progress.title !== title) process.stderr.write(`${progress.title} …\n`);
      title = progress.title;
    },
    result(_value, lines) {
      clear();
      for (const line of lines) process.stdout.write(`${line}\n`);
    },
    error(error) {
      clear();
      process.stderr.write(`${errorLine(error)}\n`);
    },
  };
}

function progressLine({ title, value, description, secondsLeft }: Progress, columns: number): string {
  const filled = Math.round((value ?? 0) * BAR_WIDTH);
  const bar =
    value === null
      ? ''
      : `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.floor(value * 100)} %`;
  const left = secondsLeft === undefined ? '' : `${duration(secondsLeft)} left`;
  const text = [title, bar, description, left].filter(Boolean).join('  ');
  return text.length < columns ? text.replace(title, styleText('bold', title)) : text.slice(0, columns - 1);
}

/** 75 -> "1 min 15 s" */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Rows as columns of equal width, for people. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
