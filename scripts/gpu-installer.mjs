// What `npm run gpu:cuda` and `npm run gpu:tensorflow` share: an installer of somebody else's is run, and its failure told in one line.
import { spawn } from 'node:child_process';
import { root } from './setup.mjs';

/**
 * Runs a program with its standard output shown. Resolves to null when it ended well, else to what it said last.
 *
 * @param {string} program @param {string[]} args @param {{env?: NodeJS.ProcessEnv, shell?: boolean}} [options]
 * @returns {Promise<string | null>}
 */
export function runInstaller(program, args, { env = process.env, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env, shell, stdio: ['ignore', 'inherit', 'pipe'] });
    let log = '';
    child.stderr.on('data', (chunk) => (log += chunk));
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (status) => resolve(status === 0 ? null : reasonIn(log)));
  });
}

/** The message of the first error in a log of stack traces and warnings. */
function reasonIn(log) {
  const lines = log.split('\n').map((line) => line.replace(/^npm error\s*/, '').trim());
  const error = lines.find((line) => /^(\w*Error|error|fatal error): /i.test(line) || / error: /.test(line));
  return (error ?? lines.findLast((line) => line !== '') ?? 'it gave no reason').replace(/^Error: /, '');
}

export function fail(what, advice) {
  console.error(`error: ${what}; ${advice}`);
  process.exit(1);
}
