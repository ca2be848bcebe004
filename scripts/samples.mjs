// `npm run samples`: makes resources/sample-faces again, on the pinned Node.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode } from './pinned-node.mjs';
import { ensureInstalled, root } from './setup.mjs';

ensureInstalled();
const args = [join(root, 'scripts', 'build-samples.ts'), ...process.argv.slice(2)];
process.exit(spawnSync(pinnedNode(), args, { stdio: 'inherit' }).status ?? 1);
