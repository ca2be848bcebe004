// `npm run check`: types, lint with the import borders, and formatting, side by side.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode } from './pinned-node.mjs';
import { ensureInstalled, root } from './setup.mjs';

ensureInstalled();
const CHECKS = [
  ['types of the engine and its hosts', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.node.json'],
  ['types of the renderer', 'node_modules/vue-tsc/bin/vue-tsc.js', '-p', 'tsconfig.web.json'],
  ['lint and import borders', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'],
  ['formatting', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
];

const results = await Promise.all(CHECKS.map(([title, script, ...args]) => check(title, script, args)));
process.exit(results.every(Boolean) ? 0 : 1);

function check(title, script, args) {
  const started = performance.now();
  const child = spawn(pinnedNode(), [join(root, script), ...args], { cwd: root });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}
