// `npm run bench -- <name> …`: runs bench/<name>.ts on the pinned Node.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode } from './pinned-node.mjs';
import { ensureInstalled, root } from './setup.mjs';

const [name, ...args] = process.argv.slice(2);
const file = join(root, 'bench', `${name}.ts`);
if (!name || !existsSync(file)) {
  const names = readdirSync(join(root, 'bench')).filter((entry) => entry.endsWith('.ts'));
  console.error(`usage: npm run bench -- <${names.map((entry) => entry.slice(0, -3)).join('|')}> [--json]`);
  process.exit(2);
}
ensureInstalled();
process.exit(spawnSync(pinnedNode(), [file, ...args], { stdio: 'inherit' }).status ?? 1);
