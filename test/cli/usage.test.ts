import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Arguments, readArguments, UsageError } from '../../src/cli/arguments.ts';
import { run } from './program.ts';

let library: string;
beforeAll(() => (library = mkdtempSync(join(tmpdir(), 'usage-'))));
afterAll(() => rmSync(library, { recursive: true, force: true }));

describe('the command line', () => {
  it('names every command in its help', async () => {
    const { status, stdout } = await run(library, '--help');
    expect(status).toBe(0);
    const commands =
      'import train evaluate embed project neighbours sample morph export select tag exclude tags columns datasets models remove serve doctor demo';
    for (const command of commands.split(' ')) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it.each([
    ['an unknown command', ['fly']],
    ['an unknown option', ['datasets', '--fly']],
    ['a missing argument', ['train']],
    ['an argument too many', ['datasets', 'one']],
    ['a value that is no number', ['train', 'faces', '--epochs', 'many']],
    ['a value out of range', ['train', 'faces', '--size', '65']],
    ['a family that does not exist', ['train', 'faces', '--family', 'magic']],
    ['a value that looks like an option', ['train', 'faces', '--minutes', '-1']],
    ['a fraction where whole numbers are', ['train', 'faces', '--epochs', '1.5']],
    ['an empty value', ['datasets', '--library=']],
    ['no place for the output', ['embed', 'model']],
    ['a tag for nobody knows what', ['tag', 'faces', 'odd']],
    ['two places for a selection', ['select', 'faces', '--copy', 'a', '--link', 'b']],
    ['a morph of one image', ['morph', 'model', 'a.png', '--out', 'x.webp']],
  ])('answers %s with one line and status 2', async (_what, args) => {
    const { status, stdout, stderr } = await run(library, ...args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: .+\n$/);
    expect(stderr).not.toMatch(/Invalid input|Too small/);
  });

  it('fails with status 1 and says what happened and what to do', async () => {
    const { status, stderr, result } = await run(library, 'train', 'nothing', '--json');
    expect(status).toBe(1);
    expect(stderr).toBe(
      'error: There is no dataset "nothing"; List them with `morphospace datasets`, or import a folder first.\n',
    );
    expect(result).toMatchObject({ event: 'error', code: 'no-such-dataset' });
  });

  it('explains one command as `help` and as `--help`', async () => {
    const [help, option] = await Promise.all([
      run(library, 'help', 'train'),
      run(library, 'train', '--help'),
    ]);
    expect(help).toMatchObject({ status: 0, stdout: option.stdout });
    expect(help.stdout).toContain('--resume');
  });

  it('keeps stdout to JSON alone with --json', async () => {
    const { status, stdout } = await run(library, 'datasets', '--json');
    expect(status).toBe(0);
    expect(stdout).toBe('{"event":"result","datasets":[]}\n');
  });
});

describe('arguments', () => {
  const specs = { k: { value: 'K', short: 'k', summary: '' }, all: { summary: '' } };

  it('are read in short and long form', () => {
    for (const form of [['-k', '5'], ['-k5'], ['--k', '5'], ['--k=5']]) {
      expect(readArguments(form, specs, 0).number('k')).toBe(5);
    }
    expect(readArguments(['a', '--all'], specs, 1).switch('all')).toBe(true);
  });

  it('are refused when they are not one of the choices', () => {
    const args = new Arguments([], { way: 'up' });
    expect(() => args.choice('way', ['left', 'right'])).toThrow(UsageError);
  });
});
