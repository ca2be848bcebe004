// Runs a script on the pinned Node: `node scripts/pinned.mjs node_modules/vitest/vitest.mjs run …`.
import { spawnSync } from 'node:child_process';
import { pinnedNode } from './pinned-node.mjs';

process.exit(spawnSync(pinnedNode(), process.argv.slice(2), { stdio: 'inherit' }).status ?? 1);
