/** Reads a command's arguments by its declared options; whatever does not fit is a usage error (exit status 2). */
import { parseArgs } from 'node:util';

/** Wrong usage: the sentence is shown with the command's usage line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface OptionSpec {
  /** Shown in the help: "DIR", "N"; left out for a switch. */
  value?: string;
  short?: string;
  summary: string;
}

export type OptionSpecs = Record<string, OptionSpec>;

export class Arguments {
  readonly positionals: string[];
  readonly #values: Record<string, string | boolean | undefined>;

  constructor(positionals: string[], values: Record<string, string | boolean | undefined>) {
    this.positionals = positionals;
    this.#values = values;
  }

  /** @throws UsageError when the positional argument is missing. */
  required(position: number, what: string): string {
    const value = this.positionals[position];
    if (value === undefined) throw new UsageError(`${what} is missing`);
    return value;
  }

  switch(name: string): boolean {
    return this.#values[name] === true;
  }

  /** @throws UsageError when the value is empty. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    if (value === '') throw new UsageError(`--${name} has no value`);
    return typeof value === 'string' ? value : undefined;
  }

  /** @throws UsageError when the option is missing. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new UsageError(`--${name} is missing`);
    return value;
  }

  /** @throws UsageError when the value is not a number. */
  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (value.trim() === '' || !Number.isFinite(number))
      throw new UsageError(`--${name} takes a number, not "${value}"`);
    return number;
  }

  /** @throws UsageError when the value is none of `choices`. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!(choices as readonly string[]).includes(value)) {
      throw new UsageError(`--${name} takes one of ${choices.join(', ')}, not "${value}"`);
    }
    return value as T;
  }
}

/**
 * @param maximum how many positional arguments the command takes at most.
 * @throws UsageError for unknown options, missing values and too many arguments.
 */
export function readArguments(args: string[], specs: OptionSpecs, maximum: number): Arguments {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { value, short }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short ? { short } : {}) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    if (positionals.length > maximum)
      throw new UsageError(`"${positionals[maximum]}" is one argument too many`);
    return new Arguments(positionals, values as Record<string, string | boolean | undefined>);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const [first] = message.split(/\.\s/);
    throw new UsageError(
      code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && first!.includes('ambiguous')
        ? `${first}: a value that begins with a dash is joined to its option by "="`
        : first!,
    );
  }
}
