import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { packageOf, sourcesOfBuiltFiles } from '../../scripts/built-files.ts';
import { runNode } from '../packed/run.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const built = sourcesOfBuiltFiles();

interface Loaded {
  /** Packages outside of our files. */
  readonly packages: string[];
  /** Packages and folders of our sources inside of them. */
  readonly inlined: string[];
  /** Modules of Node that take more than a millisecond. */
  readonly heavy: string[];
}

/** Runs a program and gives what it loaded: modules, not times. */
async function loadedBy(args: readonly string[]): Promise<Loaded> {
  const folder = await mkdtemp(join(tmpdir(), 'start-up-'));
  try {
    await runNode(args, { cwd: DIST, env: { NODE_V8_COVERAGE: folder } });
    const reports = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    const urls = reports.flatMap((text) =>
      (JSON.parse(text) as { result: { url: string }[] }).result.map(({ url }) => url),
    );
    const sources = urls.flatMap((url) => built.get(/\/dist\/([\w./-]+)$/.exec(url)?.[1] ?? '') ?? []);
    const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();
    return {
      packages: distinct(urls.flatMap((url) => packageOf(url) ?? [])),
      inlined: distinct(sources.map((path) => packageOf(path) ?? path)),
      heavy: distinct(urls.filter((url) => /^node:(?:https?|tls|internal\/deps\/undici\/undici)$/.test(url))),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What each entry may load of packages, as ES modules; the CommonJS build inlines those that are ES modules only. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  index: ['is-network-error', 'p-retry', 'valibot'],
  metrics: [],
  files: [],
  assistant: ['valibot'],
  report: ['valibot'],
  testing: ['valibot'],
};
const ONLY_ES_MODULES = ['is-network-error', 'p-retry'];

/** Loaded when a file is probed, a report read, a bucket opened, a request sent, a command run. */
const WHEN_USED =
  /^(?:ky|hyparquet|src\/media\/(?:probe-media|movie|read-\w+)\.ts|src\/inventory\/insights\/.*|src\/storage\/http-send\.ts|src\/cli\/.*)$/;

describe.each([
  { format: 'ES modules', extension: 'js' },
  { format: 'CommonJS', extension: 'cjs' },
])('importing as $format', ({ extension }) => {
  it.each(Object.keys(PACKAGES))('%s loads what it needs to begin', async (entry) => {
    const file = join(DIST, `${entry}.${extension}`);
    const { packages, inlined, heavy } = await loadedBy(
      extension === 'js'
        ? ['--input-type=module', '-e', `await import(${JSON.stringify(file)})`]
        : ['-e', `require(${JSON.stringify(file)})`],
    );
    const expected = PACKAGES[entry] ?? [];
    expect(packages).toEqual(
      extension === 'js' ? expected : expected.filter((name) => !ONLY_ES_MODULES.includes(name)),
    );
    expect(inlined.length).toBeGreaterThan(0);
    expect(inlined.filter((path) => WHEN_USED.test(path))).toEqual([]);
    const entriesIn = inlined.flatMap((path) => /^src\/(testing|report|assistant)\//.exec(path)?.[1] ?? []);
    expect(entriesIn.filter((name) => name !== entry)).toEqual([]);
    // The simulators are servers.
    expect(heavy).toEqual(entry === 'testing' ? ['node:http'] : []);
  });
});

it('help loads no client, no simulator and no report', async () => {
  const { packages, inlined, heavy } = await loadedBy([join(DIST, 'cli.js'), 'help']);
  expect(packages).toEqual(['valibot']);
  expect(inlined).toContain('src/cli/command-line.ts');
  const isLate = (path: string): boolean => !path.startsWith('src/cli/') && WHEN_USED.test(path);
  expect(inlined.filter((path) => isLate(path) || /^src\/(?:testing|report)\//.test(path))).toEqual([]);
  expect(heavy).toEqual([]);
});
