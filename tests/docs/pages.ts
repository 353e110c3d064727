import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** One page of documentation. */
export interface Page {
  /** From the root, with slashes: `docs/testing.md`. */
  readonly path: string;
  readonly text: string;
}

const TOP_PAGES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'AGENTS.md',
  'llms.txt',
  'examples/README.md',
];

/** Reads every page that is written by hand; the generated API reference is not among them. */
export function readPages(): Page[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.split(sep).join('/')}`)
    .filter((path) => path.endsWith('.md') && !path.startsWith('docs/api/'));
  return [...TOP_PAGES, ...docs.sort()].map(readPage);
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** One fenced block of a page. */
export interface CodeBlock {
  readonly page: string;
  /** Line of its first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  /** What stands behind the language: `run`, `ignore`, or nothing. */
  readonly mark: string;
  readonly code: string;
}

/** Lists the fenced blocks of a page, in order. */
export function codeBlocksOf({ path, text }: Page): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const open = /^```(\w+) ?(.*)$/.exec(lines[index] ?? '');
    if (open === null) continue;
    const end = lines.indexOf('```', index + 1);
    if (end === -1) throw new Error(`${path}:${String(index + 1)}: the block is not closed`);
    const code = lines.slice(index + 1, end).join('\n');
    blocks.push({ page: path, line: index + 2, language: open[1] ?? '', mark: (open[2] ?? '').trim(), code });
    index = end;
  }
  return blocks;
}

/** Gives a page without its code, line for line. */
export function proseOf({ text }: Page): string {
  const withoutBlocks = text.replaceAll(/^```[\s\S]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, ''));
  return withoutBlocks.replaceAll(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
}

/** Lists the anchors a page has, as the usual renderers name its headings. */
export function anchorsOf(page: Page): Set<string> {
  const anchors = new Set<string>();
  const withoutBlocks = page.text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  for (const [, heading = ''] of withoutBlocks.matchAll(/^#{1,6} +(.+)$/gm)) {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${String(count)}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Lists the rows of the table under a heading, cell by cell, without the head; backticks kept. */
export function tableUnder(page: Page, heading: string): string[][] {
  const lines = page.text.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start === -1) throw new Error(`${page.path} has no heading "${heading}"`);
  const first = lines.findIndex((line, index) => index > start && line.startsWith('|'));
  const rows: string[][] = [];
  for (let index = first; first !== -1 && lines[index]?.startsWith('|') === true; index += 1) {
    const cells = (lines[index] ?? '').split(/(?<!\\)\|/).slice(1, -1);
    rows.push(cells.map((cell) => cell.trim().replaceAll('\\|', '|')));
  }
  return rows.slice(2);
}

/** Gives the first word in backticks of a cell. */
export function codeIn(cell: string | undefined): string | null {
  return /`([^`]+)`/.exec(cell ?? '')?.[1] ?? null;
}

/** Makes the path of one file as seen from another, as an import names it. */
export function importPath(fromFolder: string, file: string): string {
  const path = relative(fromFolder, file).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
