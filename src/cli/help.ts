/** The help texts, made from the commands' own descriptions. */
import type { OptionSpecs } from './arguments.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { table } from './output.ts';

export const GENERAL_OPTIONS: OptionSpecs = {
  library: { value: 'DIR', summary: 'where data lives (MORPHOSPACE_LIBRARY, or the user’s data folder)' },
  json: { summary: 'one JSON object a line: progress events, and last the result' },
  help: { short: 'h', summary: 'this text' },
};

export function overview(): string {
  const named = Object.entries(commands).map(([name, command]) => [`  ${name}`, command!.summary]);
  return lines([
    'morphospace <command> …: explore images through the latent space of an autoencoder, on this machine.',
    '',
    ...table(named),
    '',
    'For every command:',
    ...optionLines(GENERAL_OPTIONS),
  ]);
}

export function commandHelp(name: string, { usage, summary, options }: Command): string {
  return lines([
    `morphospace ${name} ${usage}`,
    '',
    summary,
    '',
    ...optionLines({ ...options, ...GENERAL_OPTIONS }),
  ]);
}

function optionLines(specs: OptionSpecs): string[] {
  return table(
    Object.entries(specs).map(([name, { value, short, summary }]) => [
      `  ${short && short !== name ? `-${short}, ` : ''}${name.length === 1 ? '-' : '--'}${name}${value ? ` ${value}` : ''}`,
      summary,
    ]),
  );
}

function lines(text: string[]): string {
  return `${text.join('\n')}\n`;
}
