import { parseArgs } from 'node:util';

import type { Command, OptionSpec } from './command.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { nearest } from './nearest.ts';
import { OptionValues } from './option-values.ts';
import { usageError } from './usage-error.ts';

/** A command line, understood. */
export interface CommandLine {
  /** `null` when none was named. */
  readonly command: Command | null;
  readonly options: OptionValues;
  readonly operands: readonly string[];
  /** Help was asked for: `help`, `help collect`, `collect --help`. */
  readonly wantsHelp: boolean;
}

type Given = Map<string, string[]>;

/**
 * Reads a command line by the table of commands. Options may stand before and behind the command.
 *
 * @throws InsightInventoryError `invalid_request` that names what is not known, and the nearest that is
 */
export function parseCommandLine(argv: readonly string[], commands: readonly Command[]): CommandLine {
  const every = [...GLOBAL_OPTIONS, ...commands.flatMap(({ options }) => options)];
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(every.map((spec) => [spec.name, toNodeOption(spec)])),
    strict: false,
    tokens: true,
  });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const isHelp = words[0] === 'help';
  const [name, ...operands] = isHelp ? words.slice(1) : words;
  const command = name === undefined ? null : requireCommand(name, commands);
  const own = [...GLOBAL_OPTIONS, ...(command?.options ?? [])];
  const given: Given = new Map();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const spec = own.find((option) => option.name === token.name || option.short === token.name);
    if (spec === undefined) throw unknownOption(token.rawName, command, commands);
    const value = readValue(spec, token.value, token.inlineValue ?? false);
    given.set(spec.name, [...(given.get(spec.name) ?? []), value]);
  }
  const wantsHelp = isHelp || given.has('help');
  if (command !== null && !wantsHelp) requireOperands(command, operands);
  return { command, options: new OptionValues(own, given), operands, wantsHelp };
}

function toNodeOption({ value, short }: OptionSpec): { type: 'string' | 'boolean'; short?: string; multiple: boolean } {
  const type = value === undefined ? 'boolean' : 'string';
  return { type, multiple: true, ...(short === undefined ? {} : { short }) };
}

function requireCommand(name: string, commands: readonly Command[]): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = commands.map((command) => command.name);
  const near = nearest(name, [...names, 'help']);
  const remedy = near === null ? `Use one of ${names.join(', ')}.` : `Did you mean "${near}"?`;
  throw usageError(`"${name}" is no command.`, remedy);
}

function unknownOption(rawName: string, command: Command | null, commands: readonly Command[]): Error {
  const where = command === null ? 'of the program itself' : `of "${command.name}"`;
  const message = `${rawName} is no option ${where}.`;
  const help = command === null ? 'help' : `help ${command.name}`;
  const name = rawName.replace(/^-+/, '');
  const owners = commands.filter(({ options }) => options.some((option) => option.name === name));
  if (owners.length > 0) {
    const list = owners.map((owner) => `"${owner.name}"`).join(' and ');
    return usageError(message, command === null ? `It belongs behind ${list}.` : `It is one of ${list}.`);
  }
  const own = [...(command?.options ?? []), ...GLOBAL_OPTIONS].map((option) => option.name);
  const near = rawName.startsWith('--') ? nearest(name, own) : null;
  return usageError(message, near === null ? `See "insight-inventory ${help}".` : `Did you mean --${near}?`);
}

function readValue(spec: OptionSpec, value: string | undefined, isInline: boolean): string {
  const option = `--${spec.name}`;
  if (spec.value === undefined) {
    if (value === undefined) return '';
    throw usageError(`${option} takes no value.`, `Write ${option} alone.`);
  }
  if (value === undefined || value === '') {
    throw usageError(`${option} needs a value.`, `Write ${option} ${spec.value}.`);
  }
  // An option that was forgotten its value would swallow the next one.
  if (!isInline && /^-./.test(value)) {
    throw usageError(
      `${option} needs a value, and ${value} looks like another option.`,
      `Write ${option}=${value} if it is meant.`,
    );
  }
  if (spec.choices === undefined || spec.choices.includes(value)) return value;
  const near = nearest(value, spec.choices);
  const remedy = near === null ? `Use one of ${spec.choices.join(', ')}.` : `Did you mean "${near}"?`;
  throw usageError(`${option} does not take "${value}".`, remedy);
}

function requireOperands({ name, operands, operandCount: [least, most] }: Command, given: readonly string[]): void {
  if (given.length < least) throw usageError(`"${name}" needs ${operands}.`, `See "insight-inventory help ${name}".`);
  const extra = given[most];
  if (extra === undefined) return;
  const remedy = most === 0 ? 'Leave it out.' : `Put quotes around a text with spaces.`;
  throw usageError(`"${name}" does not know what to do with "${extra}".`, remedy);
}
