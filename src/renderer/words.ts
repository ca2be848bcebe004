/** Numbers and times as people read them. */

const counts = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** 1204 -> "1,204". */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** `1 image`, `1,204 images`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

const threeDigits = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

/** Whole from a hundred on, else three significant digits: 0.0123, 4.56, −123, 12,345. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const written =
    size >= 100
      ? counts.format(value)
      : size === 0 || size >= 0.0001
        ? threeDigits.format(value)
        : value.toExponential(1);
  // A hyphen is too short to be seen as a sign.
  return written.replace('-', '−');
}

/** 0.317 -> "32 %". */
export function formatShare(value: number): string {
  return `${Math.round(100 * value)} %`;
}

export function formatDecibels(value: number): string {
  return `${value.toFixed(1)} dB`;
}

/** Seconds -> "8 s", "3 min", "1 h 20 min", "2 days". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${Math.max(whole, 1)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

/** Bytes in decimal units: "812 kB", "4.2 MB". */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** An ISO time -> "21 Nov 2026". */
export function formatDate(iso: string): string {
  return dates.format(new Date(iso));
}
