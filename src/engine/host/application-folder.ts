/** Where the application lies: from sources, built, or packaged (asar is off, because the engine's Node cannot read archives). */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json, `out/` and `resources/`. */
export function applicationFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The application has no package.json beside or above it.');
    folder = parent;
  }
  return folder;
}
