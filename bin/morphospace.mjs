#!/usr/bin/env node
// The command line's first step: sets up what is missing, then hands over to the built program on the pinned Node.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode } from '../scripts/pinned-node.mjs';
import { ensureBuilt, ensureInstalled, root } from '../scripts/setup.mjs';

ensureInstalled();
ensureBuilt();
const child = spawn(pinnedNode(), [join(root, 'out/main/cli.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// A terminal sends its signals to the child as well; this process only waits for how the child ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
