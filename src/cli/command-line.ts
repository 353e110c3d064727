import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import * as v from 'valibot';

import { nearest } from '../base/inputs.ts';
import { type Command, type OptionSpec, OptionValues, usageError } from './command.ts';
import { inColumns, tone } from './terminal-text.ts';

/** Options every command takes. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'config',
    value: 'FILE',
    about: 'Configuration file; insight-inventory.config.json when it is not given.',
  },
  { name: 'env-file', value: 'FILE', about: 'File of NAME=value lines for placeholders the environment does not set.' },
  { name: 'json', about: 'Result as JSON on standard output, events as JSON lines on standard error.' },
  { name: 'quiet', about: 'No progress, no notes, no log: the result and errors alone.' },
  { name: 'debug', about: 'Log every request, and show where an error arose.' },
  { name: 'no-color', about: 'No colours; NO_COLOR in the environment does the same.' },
  { name: 'help', short: 'h', about: 'Help of the program, or of the command before it.' },
  { name: 'version', about: 'Version of the program.' },
];

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
 * Reads a command line by the table of commands. Global options may come before the command, its own after.
 *
 * @throws InsightInventoryError `invalid_request` that names what is not known, and the nearest that is
 */
export function parseCommandLine(argv: readonly string[], commands: readonly Command[]): CommandLine {
  // Which options take a value depends on the command.
  const command = findCommand(argv, commands);
  const own = [...GLOBAL_OPTIONS, ...(command?.options ?? [])];
  const given: Given = new Map();
  const words: string[] = [];
  for (const token of tokensOf(argv, own)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = own.find((option) => option.name === token.name || option.short === token.name);
    if (spec === undefined) throw unknownOption(token.rawName, command, commands);
    const value = readValue(spec, token.value, token.inlineValue ?? false);
    given.set(spec.name, [...(given.get(spec.name) ?? []), value]);
  }
  const isHelp = words[0] === 'help';
  const operands = words.slice(isHelp ? 2 : 1);
  const wantsHelp = isHelp || given.has('help');
  if (command !== null && !wantsHelp) requireOperands(command, operands);
  return { command, options: new OptionValues(own, given), operands, wantsHelp };
}

/**
 * Tells whether a line is a line of the program itself, such as `help` or `--version`: no command has to be loaded for
 * it.
 */
export function namesNoCommand(argv: readonly string[]): boolean {
  const tokens = tokensOf(argv, GLOBAL_OPTIONS);
  const words = tokens.filter((token) => token.kind === 'positional');
  const isOwn = tokens.every((token) => token.kind !== 'option' || isGlobal(token.name));
  return isOwn && (words.length === 0 || (words.length === 1 && words[0]?.value === 'help'));
}

/** Finds the command a line names; `null` when it names none. */
function findCommand(argv: readonly string[], commands: readonly Command[]): Command | null {
  const tokens = tokensOf(argv, GLOBAL_OPTIONS);
  const words = tokens.filter((token) => token.kind === 'positional');
  const word = words[words[0]?.value === 'help' ? 1 : 0];
  if (word === undefined) return null;
  const found = commands.find(({ name }) => name === word.value);
  if (found !== undefined) return found;
  // An option before the command that is not one of every command may have had this word for its value.
  const early = tokens.find((token) => token.kind === 'option' && token.index < word.index && !isGlobal(token.name));
  if (early?.kind === 'option') throw unknownOption(early.rawName, null, commands);
  throw unknownCommand(word.value, commands);
}

function isGlobal(name: string): boolean {
  return GLOBAL_OPTIONS.some((option) => option.name === name || option.short === name);
}

function tokensOf(argv: readonly string[], specs: readonly OptionSpec[]) {
  const options = Object.fromEntries(specs.map((spec) => [spec.name, toNodeOption(spec)]));
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

function toNodeOption({ value, short }: OptionSpec): { type: 'string' | 'boolean'; short?: string; multiple: boolean } {
  const type = value === undefined ? 'boolean' : 'string';
  return { type, multiple: true, ...(short === undefined ? {} : { short }) };
}

function unknownCommand(name: string, commands: readonly Command[]): Error {
  const names = commands.map((command) => command.name);
  const near = nearest(name, [...names, 'help']);
  const remedy = near === null ? `Use one of ${names.join(', ')}.` : `Did you mean "${near}"?`;
  return usageError(`"${name}" is no command.`, remedy);
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

function requireOperands({ name, operands = '', operandCount = [0, 0] }: Command, given: readonly string[]): void {
  const [least, most] = operandCount;
  if (given.length < least) throw usageError(`"${name}" needs ${operands}.`, `See "insight-inventory help ${name}".`);
  const extra = given[most];
  if (extra === undefined) return;
  const remedy = most === 0 ? 'Leave it out.' : `Put quotes around a text with spaces.`;
  throw usageError(`"${name}" does not know what to do with "${extra}".`, remedy);
}

/**
 * Every command in the order of help, each with its one line. Apart from the commands, so that help of the program
 * loads none of them.
 */
export const SUMMARIES = {
  demo: 'Collect a demo account and bucket from simulators: no account, no configuration.',
  init: 'Write a configuration and an env file; asks at a terminal for what no option says.',
  accounts: 'List the Instagram accounts the configured token can read.',
  validate:
    'Check what a collection needs: settings, token, permissions, app, account, bucket, folders, output folder.',
  collect: 'Collect the account and the bucket, and write the documents.',
  keep: "Keep what the platform does not: the stories of the last 24 hours, and competitors' public counts.",
  inventory: 'The bucket alone, by a listing, an inventory report or BigQuery.',
  search: 'Find files by name, pattern, kind, size or age.',
  report: 'One HTML page for people, from documents on the disk.',
  brief: 'What a model needs to plan videos, as one text within a token budget.',
  mcp: 'Serve the tools, the brief and a planning prompt to assistants over the Model Context Protocol.',
  token: 'What is known of the access token, or a new one for it.',
} as const;

/** Gives an option as it is written: `-o, --output FILE`. */
export function optionSyntax({ name, short, value }: OptionSpec): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** Gives a command as it is written, without the program's name: `search [QUERY] [options]`. */
export function commandSyntax({ name, operands = '', options }: Command): string {
  return [name, ...(operands === '' ? [] : [operands]), ...(options.length === 0 ? [] : ['[options]'])].join(' ');
}

/** Gives help of the program. */
export function programHelp(width: number | null): string {
  return [
    `Usage: insight-inventory <command> [options]`,
    '',
    'Collects Instagram analytics and inventories a Cloud Storage bucket.',
    '',
    tone('bold', 'Commands'),
    inColumns([...Object.entries(SUMMARIES), ['help', 'Help, of a command when one is named.']]),
    '',
    tone('bold', 'Options of every command'),
    optionRows(GLOBAL_OPTIONS, width),
    '',
    'Ends with 0 complete, 1 failed, 2 usage or configuration, 3 partial, 130 after Ctrl-C.',
    'Without credentials: insight-inventory demo',
  ].join('\n');
}

/** Gives help of one command. */
export function commandHelp(command: Command, width: number | null): string {
  return [
    `Usage: insight-inventory ${commandSyntax(command)}`,
    '',
    inColumns([[`${command.summary} ${command.about}`]], '', width),
    ...(command.options.length === 0 ? [] : ['', tone('bold', 'Options'), optionRows(command.options, width)]),
    '',
    tone('bold', 'Examples'),
    ...command.examples.map((example) => `  insight-inventory ${example}`),
    '',
    'Options of every command: insight-inventory help',
  ].join('\n');
}

function optionRows(options: readonly OptionSpec[], width: number | null): string {
  return inColumns(
    options.map((option) => [optionSyntax(option), option.about]),
    '  ',
    width,
  );
}

const manifest = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ name: v.literal('insight-inventory'), version: v.string() }),
);

/** Reads the version of the package this file belongs to: the built command is one folder below it, the source two. */
export async function readVersion(): Promise<string> {
  for (const path of ['../package.json', '../../package.json']) {
    const text = await readFile(new URL(path, import.meta.url), 'utf8').catch(() => null);
    const found = v.safeParse(manifest, text);
    if (found.success) return found.output.version;
  }
  throw new TypeError('the package of this program has no package.json');
}
