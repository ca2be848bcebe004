/** The command line: `morphospace <command> …`. Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
import { resolve } from 'node:path';
import { defaultLibraryFolder } from '../engine/library/location.ts';
import { createEngine, type Engine } from '../engine/service/engine.ts';
import { VERSION } from '../engine/service/app.ts';
import { isCancelled, toErrorRecord } from '../shared/errors.ts';
import { type Arguments, readArguments, UsageError } from './arguments.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { commandHelp, GENERAL_OPTIONS, overview } from './help.ts';
import { jsonOutput, wordsOutput } from './output.ts';

/** What the engine says of values that it does not take: wrong usage. */
const BAD_REQUEST = 'bad-request';

process.title = 'morphospace';
process.exitCode = await main(process.argv.slice(2));

async function main([name, ...rest]: string[]): Promise<number> {
  if (name === 'help' && rest[0] !== undefined) return main([rest[0], '--help']);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const command = commands[name];
  if (!command) {
    process.stderr.write(`error: there is no command "${name}"; see morphospace --help\n`);
    return 2;
  }
  try {
    const args = readArguments(rest, { ...command.options, ...GENERAL_OPTIONS }, command.maximumArguments);
    if (args.switch('help')) {
      process.stdout.write(commandHelp(name, command));
      return 0;
    }
    return await run(command, args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`error: ${error.message}; usage: morphospace ${name} ${command.usage}\n`);
    return 2;
  }
}

async function run(command: Command, args: Arguments): Promise<number> {
  const output = args.switch('json') ? jsonOutput() : wordsOutput();
  const library = resolve(args.text('library') ?? defaultLibraryFolder());
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
  let opened: Promise<Engine> | undefined;
  try {
    await command.run({
      arguments: args,
      output,
      library,
      signal: interruption.signal,
      engine: () => (opened ??= createEngine({ library })),
    });
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const record = toErrorRecord(error);
    output.error(record);
    if (interruption.signal.aborted || isCancelled(error)) return 130;
    return record.code === BAD_REQUEST ? 2 : 1;
  } finally {
    await opened?.then(
      (engine) => engine.close(),
      () => undefined, // It never opened, which has been told.
    );
  }
}
