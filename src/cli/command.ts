import { isAbsolute, relative, resolve } from 'node:path';

import { InsightInventoryError, isGraphApiError, isInsightInventoryError, isStorageError } from '../base/errors.ts';
import type { CollectionSummary } from '../documents/collection.ts';
import type { ProbeOption } from '../media/media-prober.ts';
import type { CliIo, Interrupt, Output } from './output.ts';

/** One option of a command. */
export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string | undefined;
  /** The name of its value in help; an option without one is a switch. */
  readonly value?: string | undefined;
  readonly kind?: 'text' | 'number' | 'count' | undefined;
  /** The only values it takes. */
  readonly choices?: readonly string[] | undefined;
  /** May be given more than once. */
  readonly many?: boolean | undefined;
  /** One sentence, for help and for docs/cli.md. */
  readonly about: string;
}

/** A command as help, parsing and documentation know it. */
export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** What may follow the name besides options: `QUERY`, `info|refresh`. @default nothing */
  readonly operands?: string;
  /** How many operands it takes. @default none */
  readonly operandCount?: readonly [least: number, most: number];
  /** Whatever the summary does not say. */
  readonly about: string;
  readonly options: readonly OptionSpec[];
  /** Command lines, without the program's name. */
  readonly examples: readonly string[];
  /** Does it and gives the exit code. */
  readonly run: (context: CommandContext) => Promise<number>;
}

/** What a command is given. */
export interface CommandContext {
  readonly io: CliIo;
  readonly output: Output;
  readonly options: OptionValues;
  readonly operands: readonly string[];
  /** Fires when the run shall stop. */
  readonly signal: AbortSignal;
  /** Files that are whole, listed when the run is stopped. */
  readonly kept: string[];
}

export const ONLY_OPTION: OptionSpec = {
  name: 'only',
  value: 'SOURCE',
  choices: ['instagram', 'gcs'],
  about: 'One source alone; without it every source the configuration has settings of.',
};

export const TOKEN_FILE_OPTION: OptionSpec = {
  name: 'token-file',
  value: 'FILE',
  about: 'Where a refreshed token is kept; it is used in place of the configured one while it lasts.',
};

/** How much of a file `--probe` may read. */
export const PROBE_BYTES_OPTION: OptionSpec = {
  name: 'probe-bytes',
  value: 'BYTES',
  kind: 'count',
  about: 'With --probe: read up to so many bytes of a file, for headers of megabytes; 2097152 without it.',
};

/** Reads what the options say of probing. */
export function probeOf(options: CommandContext['options']): ProbeOption {
  if (!options.isSet('probe')) return false;
  return { maxBytes: options.number('probe-bytes') };
}

/** Resolves the path of an option, from the working folder; `undefined` when it was not given. */
export function pathOption({ io, options }: CommandContext, name: string): string | undefined {
  const path = options.text(name);
  return path === undefined ? undefined : resolve(io.cwd, path);
}

/** Writes a path for people: from the working folder where it lies below that. */
export function shownPath({ io }: Pick<CommandContext, 'io'>, path: string): string {
  const below = relative(io.cwd, path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}

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

  /** Reads the option of a text: the last one given wins. */
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

/** Makes the error of an invalid command line. Nothing has been done. */
export function usageError(message: string, remedy: string): InsightInventoryError {
  return new InsightInventoryError(message, { kind: 'invalid_request', code: 'usage:arguments', remedy });
}

/** What a run ends with, and what each means. */
export const EXIT = { complete: 0, failed: 1, usage: 2, partial: 3, interrupted: 130, terminated: 143 } as const;

/** Gives the exit code of a signal as shells count a signal: 128 and its number. */
export function exitOfInterrupt(interrupt: Interrupt): number {
  return interrupt === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}

/**
 * Gives the exit code of an error. An invalid command or setting is the caller's to correct; everything
 * else failed.
 */
export function exitOfError(error: unknown): number {
  if (!isInsightInventoryError(error) || isGraphApiError(error) || isStorageError(error)) return EXIT.failed;
  return error.kind === 'config' || error.kind === 'invalid_request' ? EXIT.usage : EXIT.failed;
}

/** Gives the exit code of a collection. A collection whose every source failed for its settings is one to correct. */
export function exitOfCollection({ status, issues }: CollectionSummary): number {
  if (status === 'complete') return EXIT.complete;
  if (status === 'partial') return EXIT.partial;
  return issues.length > 0 && issues.every(({ kind }) => kind === 'config') ? EXIT.usage : EXIT.failed;
}
