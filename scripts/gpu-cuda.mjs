// `npm run gpu:cuda`: fetches ONNX Runtime's CUDA provider, some 300 MB that are too large for npm, with onnxruntime-node's own script.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, runInstaller } from './gpu-installer.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { ensureInstalled, root } from './setup.mjs';

const system = `${process.platform}-${process.arch}`;
if (system !== 'linux-x64') {
  fail(
    `ONNX Runtime for Node has CUDA for Linux on x64 only, and this is ${system}`,
    'train with --device webgpu, which uses NVIDIA cards too',
  );
}
ensureInstalled();
const folder = join(root, 'node_modules', 'onnxruntime-node');
const reason = await runInstaller(pinnedNode(), [join(folder, 'script', 'install.js')], {
  // Not 'cuda12', which its version 1.30 reads and forgets, and then installs nothing from within `npm run`.
  env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' },
});
const library = join(folder, 'bin', 'napi-v6', 'linux', 'x64', 'libonnxruntime_providers_cuda.so');
if (reason !== null || !existsSync(library)) {
  fail(
    `the CUDA libraries could not be fetched (${reason ?? 'the installer left them out'})`,
    'connect to the internet, or set GLOBAL_AGENT_HTTPS_PROXY where a proxy is needed, and run it again',
  );
}
console.log(
  'Installed. CUDA 12 and cuDNN 9 must be on this computer; `npx morphospace doctor` says whether all works together.',
);
