import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { renderTables } from '../../scripts/docs-tables.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { EXIT } from '../../src/cli/command.ts';
import { commandSyntax, GLOBAL_OPTIONS, parseCommandLine } from '../../src/cli/command-line.ts';
import { codeBlocksOf, codeIn, readPage, readPages, ROOT, tableUnder } from './pages.ts';

const page = readPage('docs/cli.md');

/** Gives a part of the page from its heading to the next of the same level. */
function sectionOf(heading: string): string {
  const mark = heading.replace(/ .*/, '');
  const [, rest = ''] = page.text.split(`\n${heading}\n`);
  return rest.split(new RegExp(`^${mark} `, 'm'))[0] ?? '';
}

describe('docs/cli.md', () => {
  it('has a section for every command, in the order of help, and none for another', () => {
    const headings = [...sectionOf('## Commands').matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([...COMMANDS.map(({ name }) => name), 'help']);
  });

  it('has the tables of options as help has them: `npm run docs:tables` writes them', async () => {
    expect(await renderTables(page.text)).toBe(page.text);
    for (const { name, options } of COMMANDS) expect(tableUnder(page, name)).toHaveLength(options.length);
    expect(tableUnder(page, 'Options of every command')).toHaveLength(GLOBAL_OPTIONS.length);
  });

  it.each(COMMANDS)('writes $name as help does', (command) => {
    const section = sectionOf(`### ${command.name}`);
    expect(section).toContain(`\`insight-inventory ${commandSyntax(command)}\``);
    expect(section.replaceAll('\\*', '*')).toContain(`${command.summary} ${command.about}`);
  });

  it('lists every exit code', () => {
    const codes = tableUnder(page, 'Exit codes').map(([cell]) => Number(codeIn(cell)));
    expect(codes).toEqual(Object.values(EXIT).sort((a, b) => a - b));
  });

  it('lists every type of event', () => {
    const cells = tableUnder(page, 'JSON').flatMap(([cell = '']) => [...cell.matchAll(/`(\w+)`/g)]);
    const folder = join(ROOT, 'src/cli');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('mcp'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
    const types = sources.flatMap((text) => [...text.matchAll(/\btype: '(progress|log|[a-z]+)'[,} ]/g)]);
    const known = new Set(types.map(([, type]) => type).filter((type) => type !== 'string' && type !== 'boolean'));
    expect(new Set(cells.map(([, type]) => type))).toEqual(known);
  });
});

/** The command lines of this program in the shell blocks of all pages, as a shell would give them to it. */
const LINES = readPages().flatMap((one) =>
  codeBlocksOf(one)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code, page: path }) =>
      [...code.replaceAll(/\\\n\s*/g, '').matchAll(/(?:npx |^ *)insight-inventory (.+)$/gm)].map(([, line = '']) => ({
        path,
        line: line.replace(/ *(?:[|>#]|&&|;).*$/, ''),
      })),
    ),
);

describe('command lines in the documentation', () => {
  it('are there', () => {
    expect(LINES.length).toBeGreaterThan(20);
  });

  it.each(LINES)('$path: insight-inventory $line', ({ line }) => {
    const argv = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
    expect(() => parseCommandLine(argv, COMMANDS)).not.toThrow();
  });
});
