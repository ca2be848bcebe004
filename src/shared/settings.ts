/** Settings: what a person may choose about something, described so that a form, a command line and a check can be made of it. */
import { MorphospaceError } from './errors.ts';

interface SettingText {
  readonly title: string;
  /** What it does, for somebody who decides whether to touch it. */
  readonly help: string;
  /** It has an effect only beside these choices of other settings. */
  readonly onlyWith?: Settings;
}

export interface NumberSetting extends SettingText {
  readonly kind: 'number';
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

export interface ChoiceSetting extends SettingText {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly { readonly value: string; readonly title: string }[];
}

export type Setting = NumberSetting | ChoiceSetting;
export type SettingValue = number | string;
export type Settings = Readonly<Record<string, SettingValue>>;

/** Whether something has an effect beside these settings, which are complete. */
export function hasEffect(onlyWith: Settings = {}, settings: Settings): boolean {
  return Object.entries(onlyWith).every(([name, value]) => settings[name] === value);
}

/**
 * Settings with every choice made.
 *
 * @param owner what they are settings of, for messages.
 * @throws MorphospaceError `bad-setting` for a setting that is not described or a value outside its range.
 */
export function complete(
  owner: string,
  settings: Readonly<Record<string, Setting>>,
  given: Settings,
): Record<string, SettingValue> {
  for (const name of Object.keys(given)) {
    if (settings[name]) continue;
    const known = Object.keys(settings);
    throw new MorphospaceError(
      'bad-setting',
      `A ${owner} has no setting "${name}".`,
      known.length === 0 ? 'It has no settings of its own.' : `It has ${known.join(', ')}.`,
    );
  }
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, checkedSetting(name, setting, given[name])]),
  );
}

function checkedSetting(name: string, setting: Setting, value: SettingValue = setting.default): SettingValue {
  if (setting.kind === 'choice') {
    if (setting.choices.some((choice) => choice.value === value)) return value;
    const values = setting.choices.map((choice) => choice.value);
    throw badValue(name, value, `one of ${values.join(', ')}`);
  }
  const { least, most, whole } = setting;
  const fits = typeof value === 'number' && value >= least && value <= most;
  if (fits && (!whole || Number.isInteger(value))) return value;
  throw badValue(name, value, `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
}

function badValue(name: string, value: SettingValue, wanted: string): MorphospaceError {
  return new MorphospaceError('bad-setting', `"${value}" is no value for ${name}.`, `Give ${wanted}.`);
}
