/** The settings that only some families know, as options of a command. */
import { FAMILIES } from '../shared/families.ts';
import { type Setting, type Settings } from '../shared/settings.ts';
import { familySchema } from '../shared/models.ts';
import type { Arguments, OptionSpec } from './arguments.ts';

/** The command line has dashes where the table of families has capitals. */
function flagOf(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What single families know, each once, though several may have it. */
const SETTINGS: Readonly<Record<string, Setting>> = Object.assign(
  {},
  ...Object.values(FAMILIES).map(({ settings }) => settings),
) as Record<string, Setting>;

export function settingOptions(): Record<string, OptionSpec> {
  return Object.fromEntries(
    Object.entries(SETTINGS).map(([name, setting]) => {
      const owners = familySchema.options.filter((family) => name in FAMILIES[family].settings);
      const values =
        setting.kind === 'choice'
          ? setting.choices.map(({ value }) => value).join(' or ')
          : setting.title.toLowerCase();
      return [flagOf(name), { value: 'X', summary: `${owners.join(', ')}: ${values} (${setting.default})` }];
    }),
  );
}

export function readSettings(args: Arguments): Settings | undefined {
  const given = Object.entries(SETTINGS).flatMap(([name, { kind }]) => {
    const value = kind === 'number' ? args.number(flagOf(name)) : args.text(flagOf(name));
    return value === undefined ? [] : [[name, value] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
