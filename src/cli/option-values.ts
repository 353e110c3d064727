import type { OptionSpec } from './command.ts';
import { usageError } from './usage-error.ts';

/** What was given for the options of one command, read by their kind. */
export class OptionValues {
  readonly #specs: ReadonlyMap<string, OptionSpec>;
  readonly #given: ReadonlyMap<string, readonly string[]>;

  /** @param given - by name; a switch that was given has an empty text */
  constructor(specs: readonly OptionSpec[], given: ReadonlyMap<string, readonly string[]>) {
    this.#specs = new Map(specs.map((spec) => [spec.name, spec]));
    this.#given = given;
  }

  isSet(name: string): boolean {
    return this.#values(name).length > 0;
  }

  /** The last one given wins. */
  text(name: string): string | undefined {
    return this.#values(name).at(-1);
  }

  list(name: string): readonly string[] {
    return this.#values(name);
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    const isWhole = this.#specs.get(name)?.kind === 'count';
    const isGood = text.trim() !== '' && Number.isFinite(value) && value >= 0 && (!isWhole || Number.isInteger(value));
    if (isGood) return value;
    throw usageError(
      `--${name} is given "${text}".`,
      `Give a ${isWhole ? 'whole ' : ''}number from 0: --${name}=${isWhole ? '10' : '2.5'}.`,
    );
  }

  #values(name: string): readonly string[] {
    if (!this.#specs.has(name)) throw new TypeError(`--${name} is no option of this command`);
    return this.#given.get(name) ?? [];
  }
}
