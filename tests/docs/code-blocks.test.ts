import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { codeBlocksOf, readPages, ROOT, type CodeBlock } from './pages.ts';
import { withResults, withSourceImports } from './runnable.ts';
import { checkTypes, writeModules } from './type-check.ts';

const MARKS = ['', 'run', 'vitest', 'node-test', 'ignore'];
const TIMEOUT_MS = 120_000;

// Inside the repository, so that its packages resolve; git and the linters leave temp alone.
mkdirSync(join(ROOT, 'temp'), { recursive: true });
const folder = mkdtempSync(join(ROOT, 'temp', 'docs-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const blocks = readPages().flatMap(codeBlocksOf);
const typescript = blocks.filter(({ language }) => language === 'ts');
const placed = (marked: readonly CodeBlock[]): [string, CodeBlock][] =>
  marked.map((block) => [`${block.page}:${String(block.line)}`, block]);
const withMark = (mark: string): [string, CodeBlock][] => placed(typescript.filter((block) => block.mark === mark));

/** Writes a block as a test file of a folder. */
function writeTest(into: string, { page, line, code }: CodeBlock): string {
  mkdirSync(into, { recursive: true });
  const file = join(into, `${page.replaceAll(/\W+/g, '-')}-${String(line)}.test.ts`);
  writeFileSync(file, withSourceImports(code, into));
  return file;
}

/** Runs a command at the root; gives what it said when it failed. */
async function run(command: string, args: readonly string[]): Promise<string | null> {
  // The runner of this test tells its children by variables that it is a runner.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_TEST|NODE_OPTIONS$)/.test(name)),
  );
  try {
    await promisify(execFile)(command, args, { cwd: ROOT, env });
    return null;
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error && 'stderr' in error ? [error.stdout, error.stderr] : [];
    return [String(error), ...said.map(String)].join('\n');
  }
}

describe('code blocks of the pages', () => {
  it('are marked with a word that means something', () => {
    expect(typescript.filter(({ mark }) => !MARKS.includes(mark))).toEqual([]);
    expect(blocks.filter(({ language }) => language === 'typescript')).toEqual([]);
  });

  describe('in one program of the compiler', () => {
    const checked = typescript.filter(({ mark }) => mark !== 'ignore');
    // Two mistakes on purpose: a check that finds nothing must be able to find something.
    const wrong: CodeBlock = {
      page: 'made-up.md',
      line: 10,
      language: 'ts',
      mark: '',
      code: "import { nowhere } from 'insight-inventory';\nnowhere;\nconst a: number = 'text';\na;",
    };
    let found: string[] = [];
    beforeAll(async () => {
      found = await checkTypes(writeModules([...checked, wrong], folder), folder);
    }, TIMEOUT_MS);

    it('have no type error', () => {
      expect(checked.length).toBeGreaterThan(0);
      expect(found.filter((error) => !error.startsWith('made-up.md'))).toEqual([]);
    });

    it('show a name that is not exported and a type that does not fit, with page and line', () => {
      expect(found.filter((error) => error.startsWith('made-up.md'))).toEqual([
        expect.stringMatching(/^made-up\.md:10: .*nowhere/),
        expect.stringMatching(/^made-up\.md:12: .*not assignable/),
      ]);
    });
  });

  it.each(withMark('run'))(
    '%s gives the values it promises',
    async (_place, block) => {
      const file = join(folder, `run-${block.page.replaceAll(/\W+/g, '-')}-${String(block.line)}.ts`);
      writeFileSync(file, withResults(withSourceImports(block.code, folder)));
      const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
        results: { line: number; actual: unknown; expected: unknown }[];
      };
      expect(module.results.length).toBeGreaterThan(0);
      for (const { line, actual, expected } of module.results) {
        expect(actual, `${block.page}:${String(block.line + line)}`).toEqual(expected);
      }
    },
    TIMEOUT_MS,
  );

  describe('in one run of vitest', () => {
    const root = join(folder, 'vitest');
    const report = join(root, 'report.json');
    const blocksOf = withMark('vitest').map(([place, block]) => [place, writeTest(root, block)] as const);
    let results: { name: string; status: string; message: string }[] = [];
    beforeAll(async () => {
      // Without one of its own vitest takes the repository's, which looks elsewhere.
      writeFileSync(join(root, 'vitest.config.mjs'), 'export default { test: { testTimeout: 60_000 } };\n');
      const options = ['--root', root, '--reporter=json', '--outputFile', report];
      const failure = await run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...options]);
      if (!existsSync(report)) throw new Error(failure ?? 'vitest wrote no report');
      results = (JSON.parse(readFileSync(report, 'utf8')) as { testResults: typeof results }).testResults;
    }, TIMEOUT_MS);

    it.each(blocksOf)('%s passes in vitest', (_place, file) => {
      expect(results.find(({ name }) => name === file)).toMatchObject({ status: 'passed', message: '' });
    });
  });

  it.each(withMark('node-test'))(
    '%s passes in node:test',
    async (_place, block) => {
      const file = writeTest(join(folder, 'node-test'), block);
      expect(await run(process.execPath, ['--import', 'tsx', '--test', file])).toBeNull();
    },
    TIMEOUT_MS,
  );

  it.each(placed(blocks.filter(({ language }) => language === 'json')))('%s is JSON', (_place, { code }) => {
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  });
});

describe('withResults', () => {
  it('reads the promised value behind an expression and behind a declaration', () => {
    expect(withResults('[1].at(0); //=> 1\nconst a = { b: 2 }; //=> { b: 2 }\na.b;').split('\n').slice(1)).toEqual([
      'results.push({ line: 0, actual: ([1].at(0)), expected: (1) }); //=> 1',
      'const a = { b: 2 }; results.push({ line: 1, actual: a, expected: ({ b: 2 }) }); //=> { b: 2 }',
      'a.b;',
      '',
    ]);
  });
});
