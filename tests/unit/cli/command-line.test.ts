import { describe, expect, it } from 'vitest';

import type { OptionSpec } from '../../../src/cli/command.ts';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { GLOBAL_OPTIONS } from '../../../src/cli/command-line.ts';
import { nearest } from '../../../src/base/inputs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { jsonLines, runCli } from './run-cli.ts';

const MISUSE: readonly (readonly [argv: readonly string[], message: string, remedy: string])[] = [
  [['colect'], '"colect" is no command.', 'Did you mean "collect"?'],
  [['xyz'], '"xyz" is no command.', 'Use one of demo, init, accounts, validate, collect'],
  [['collect', '--onyl', 'gcs'], '--onyl is no option of "collect".', 'Did you mean --only?'],
  [['collect', '-x'], '-x is no option of "collect".', 'See "insight-inventory help collect".'],
  [['collect', '--glob', '*'], '--glob is no option of "collect".', 'It is one of "search".'],
  [['--glob', '*', 'search'], '--glob is no option of the program itself.', 'It belongs behind "search".'],
  [['collect', '--only', 'instagrm'], '--only does not take "instagrm".', 'Did you mean "instagram"?'],
  [['collect', '--compress=yes'], '--compress takes no value.', 'Write --compress alone.'],
  [['collect', '--config'], '--config needs a value.', 'Write --config FILE.'],
  [
    ['collect', '--config', '--quiet'],
    '--config needs a value, and --quiet looks like another option.',
    '--config=--quiet',
  ],
  [['collect', 'everything'], '"collect" does not know what to do with "everything".', 'Leave it out.'],
  [['search', 'two', 'words'], '"search" does not know what to do with "words".', 'quotes'],
  [['search'], '"search" needs a QUERY or a condition.', '--glob'],
  [['search', '--min-size-mb', 'big'], '--min-size-mb is given "big".', 'Give a number from 0'],
  [['search', '--limit', '1.5', 'x'], '--limit is given "1.5".', 'Give a whole number from 0'],
  [['search', '--metadata', 'key', 'x'], '--metadata does not take "key".', 'KEY=VALUE'],
  [['token'], '"token" needs info|refresh.', 'help token'],
  [['token', 'show'], '"token" does not know "show".', 'token info'],
  [['token', 'refresh'], '"token refresh" needs --token-file', 'Name a file'],
  [['validate', '--max-calls', '3'], '--max-calls belongs to --live.', 'Add --live.'],
  [['report'], 'There is no document in collected_data.', 'insight-inventory collect'],
  [['brief', '--detail', 'long'], '--detail does not take "long".', 'Use one of brief, standard, full.'],
];

describe('an invalid command line', () => {
  it.each(MISUSE)('%j ends with 2, names what is wrong and what to do', async (argv, message, remedy) => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runCli(cwd, argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toMatch(/^ +at /m);
    const json = await runCli(cwd, [...argv, '--json']);
    expect(json.stdout).toBe('');
    const events = jsonLines(json.stderr);
    expect(events.at(-1)).toMatchObject({ type: 'error', kind: 'invalid_request', code: 'usage:arguments' });
  });

  it('tells no command at all what there is', async () => {
    const { code, stdout, stderr } = await runCli(await temporaryFolder(), []);
    expect([code, stdout]).toEqual([2, '']);
    for (const { name } of COMMANDS) expect(stderr).toContain(name);
  });
});

describe('help', () => {
  it('names every command and every common option', async () => {
    const { code, stdout, stderr } = await runCli(await temporaryFolder(), ['help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const { name, summary } of COMMANDS) {
      expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toContainEqual([name, summary]);
    }
    for (const { name } of GLOBAL_OPTIONS) expect(stdout).toContain(`--${name}`);
    expect((await runCli(await temporaryFolder(), ['--help'])).stdout).toBe(stdout);
  });

  it.each(COMMANDS)('of $name lists its options and examples, whichever way it is asked for', async (command) => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await runCli(cwd, ['help', command.name]);
    expect(code).toBe(0);
    for (const { name, about } of command.options) {
      expect(stdout).toContain(`--${name}`);
      expect(stdout).toContain(about);
    }
    expect((await runCli(cwd, [command.name, '--help'])).stdout).toBe(stdout);
    expect((await runCli(cwd, [command.name, '-h', '--quiet'])).stdout).toBe(stdout);
  });

  it('gives the version of the package', async () => {
    const { code, stdout } = await runCli(await temporaryFolder(), ['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});

describe('the table of commands', () => {
  const everywhere = COMMANDS.map(({ name, options }): [string, readonly OptionSpec[]] => [name, options]);

  it.each(everywhere)('%s has no option twice, and none that every command has', (_name, options) => {
    const names = [...GLOBAL_OPTIONS, ...options].flatMap(({ name, short }) =>
      short === undefined ? [name] : [name, short],
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(COMMANDS)('$name has examples its own parser takes', async ({ examples }) => {
    const { parseCommandLine } = await import('../../../src/cli/command-line.ts');
    for (const example of examples) {
      const argv = example
        .replace(/ >.*/, '')
        .split(' ')
        .map((word) => word.replaceAll('"', ''));
      expect(() => parseCommandLine(argv, COMMANDS)).not.toThrow();
    }
  });
});

describe('the nearest word', () => {
  it('is the one that most likely was meant, and none when none is near', () => {
    expect(nearest('serach', ['search', 'report'])).toBe('search');
    expect(nearest('rep', ['search', 'report'])).toBe('report');
    expect(nearest('zzzzz', ['search', 'report'])).toBeNull();
    expect(nearest('', [])).toBeNull();
  });
});
