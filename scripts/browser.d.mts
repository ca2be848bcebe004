/** The path of a Chromium, or null when there is none. MORPHOSPACE_BROWSER names one. */
export function findBrowser(): string | null;
