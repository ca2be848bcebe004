/** What a test can do with a running Morphospace, whichever host it runs in. */
import type { Page } from 'playwright';

export interface Shell {
  page: Page;
  /** Does what opens the choice of a folder (a click), and chooses this one as a person would. */
  chooseFolder(folder: string, act: () => Promise<void>): Promise<void>;
  /** What the page has complained of in its console so far. */
  complaints: readonly string[];
  close(): Promise<void>;
}

/** Errors that a page throws or prints, breaches of the content security policy among them. */
export function listenForComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  return complaints;
}
