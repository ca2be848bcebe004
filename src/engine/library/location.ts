/** Where libraries lie. Apart from library.ts, so that the desktop shell need not load SQLite to know it. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the library lies when nobody says: MORPHOSPACE_LIBRARY, or the platform's place for an application's data. */
export function defaultLibraryFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { MORPHOSPACE_LIBRARY, APPDATA, XDG_DATA_HOME } = environment;
  if (MORPHOSPACE_LIBRARY) return MORPHOSPACE_LIBRARY;
  if (process.platform === 'win32')
    return join(APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Morphospace');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Morphospace');
  return join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'morphospace');
}
