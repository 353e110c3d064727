import { readFile } from 'node:fs/promises';

import * as v from 'valibot';

import type { Command, OptionSpec } from './command.ts';
import { GLOBAL_OPTIONS } from './parse-command-line.ts';
import { inColumns, tone } from './terminal-text.ts';

/**
 * Every command in the order of help, each with its one line. Apart from the commands, so that help of the program loads
 * none of them.
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

/** An option as it is written: `-o, --output FILE`. */
export function optionSyntax({ name, short, value }: OptionSpec): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** A command as it is written, without the program's name: `search [QUERY] [options]`. */
export function commandSyntax({ name, operands = '', options }: Command): string {
  return [name, ...(operands === '' ? [] : [operands]), ...(options.length === 0 ? [] : ['[options]'])].join(' ');
}

/** Help of the program. */
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

/** Help of one command. */
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

/** The version of the package this file belongs to: the built command is one folder below it, the source two. */
export async function readVersion(): Promise<string> {
  for (const path of ['../package.json', '../../package.json']) {
    const text = await readFile(new URL(path, import.meta.url), 'utf8').catch(() => null);
    const found = v.safeParse(manifest, text);
    if (found.success) return found.output.version;
  }
  throw new TypeError('the package of this program has no package.json');
}
