// `npm run gpu:tensorflow`: installs the native library of TensorFlow for Node, in one of two ways.
//   without options          fetches the official one: TensorFlow 2.9 for CUDA 11.2
//   -- --library DIR         compiles the binding against the TensorFlow of a Python package; DIR is the folder of that package
import { existsSync, globSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, runInstaller } from './gpu-installer.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { ensureInstalled, root } from './setup.mjs';

const { values } = parseArgs({ options: { library: { type: 'string' } } });
ensureInstalled();
const folder = join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
if (!existsSync(folder)) {
  fail('the package @tensorflow/tfjs-node-gpu is not installed', 'run `npm install` without --omit=optional');
}
// npm changes to the folder of the project, and says where it was called.
const from = process.env.INIT_CWD ?? process.cwd();
await (values.library === undefined ? fetchOfficial() : compileAgainst(resolve(from, values.library)));
console.log(
  'Installed. `npx morphospace doctor` says whether it works, and whether it finds a graphics card.',
);

async function fetchOfficial() {
  const windows = process.platform === 'win32';
  const args = ['rebuild', '@tensorflow/tfjs-node-gpu', '--ignore-scripts=false', '--foreground-scripts'];
  const reason = await runInstaller(windows ? 'npm.cmd' : 'npm', args, { shell: windows });
  // Its installer sometimes ends well although it has installed nothing.
  if (reason === null && globSync('lib/napi-v*/tfjs_binding.node', { cwd: folder }).length > 0) return;
  fail(
    `TensorFlow could not be fetched (${reason ?? 'the installer left the binding out'})`,
    'connect to the internet and run it again, or give the TensorFlow of a Python package with `-- --library DIR`',
  );
}

/** The binding needs nothing of Node but Node-API, so that it fits any version of Node. */
async function compileAgainst(library) {
  const parts = ['include', 'libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  const [headers, ...libraries] = parts.map((name) => join(library, name));
  for (const part of [headers, ...libraries]) {
    if (!existsSync(part)) {
      const find = 'python3 -c "import tensorflow as t; print(t.__path__[0])"';
      fail(`${part} does not exist`, `give the folder that \`${find}\` prints`);
    }
  }
  const binding = join(folder, 'lib', 'napi-v8', 'tfjs_binding.node');
  mkdirSync(dirname(binding), { recursive: true });
  const reason = await runInstaller('g++', [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-o', binding],
    ...['binding', '..', headers, join(dirname(pinnedNode()), '..', 'include', 'node')].flatMap((path) => [
      '-I',
      path.startsWith('/') ? path : join(folder, path),
    ]),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(folder, 'binding', file)),
    ...libraries,
    `-Wl,-rpath,${library}`,
  ]);
  if (reason !== null) {
    fail(
      `the binding could not be compiled (${reason})`,
      'install g++ with C++17 and a TensorFlow for this system',
    );
  }
}
