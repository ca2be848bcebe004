import type { Progress } from '../../src/shared/progress.ts';

/** One line on stderr, over and over, where somebody looks at it. */
export function showProgress({ title, value, description }: Progress): void {
  if (!process.stderr.isTTY) return;
  const share = value === null ? '' : `${Math.round(value * 100)} %`;
  process.stderr.write(`\r\x1b[K${[title, share, description].filter(Boolean).join('  ')}`);
}
