import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, type TestContext } from 'vitest';

import { sourcesOfBuiltFiles } from '../../scripts/built-files.ts';
import type { CollectionSummary } from '../../src/index.ts';
import { compileSchema, type JsonSchemaDocument } from '../schemas/json-schemas.ts';
import { run, runNode } from './run.ts';
import { createScratchProject, type ScratchProject } from './scratch-project.ts';

const MINUTES = 60_000;

let project: ScratchProject;
let unreachable: string | null = null;

beforeAll(async () => {
  const created = await createScratchProject();
  if (typeof created === 'string') unreachable = created;
  else project = created;
}, 4 * MINUTES);

afterAll(async () => {
  if (unreachable === null) await project.remove();
});

beforeEach((context) => {
  if (unreachable !== null) skip(context, unreachable);
});

function skip(context: TestContext, reason: string): never {
  process.stderr.write(`${context.task.name}: skipped, since ${reason}.\n`);
  return context.skip(reason);
}

const FORMATS = [
  { format: 'ESM', extension: 'mjs', flags: [] },
  // What CommonJS is on a runtime that cannot require() a module.
  { format: 'CommonJS', extension: 'cjs', flags: ['--no-experimental-require-module'] },
] as const;

type Format = (typeof FORMATS)[number];

interface Used {
  readonly entries: string[];
  readonly username: string;
  readonly latest: number;
  readonly summary: CollectionSummary;
}

/** Gives the folder where a program leaves a report of the scripts it loaded, in its folder of output. */
const scriptsFolder = (outputDir: string): string => join(project.folder, `scripts-${outputDir}`);

/** Loads every entry, collects both simulators and gives what it saw. */
async function useEverything({ extension, flags }: Format, outputDir: string): Promise<Used> {
  const args = ['--disable-warning=ExperimentalWarning', ...flags, `use.${extension}`, outputDir];
  const env = { NODE_V8_COVERAGE: scriptsFolder(outputDir) };
  return JSON.parse(await runNode(args, { cwd: project.folder, env })) as Used;
}

const scriptsOfLoad = new Map<Format, Promise<string[]>>();

/**
 * Lists the addresses of every script that a program loads which imports the package and no more, of either module
 * system.
 */
async function loadAlone(format: Format): Promise<string[]> {
  const known = scriptsOfLoad.get(format);
  if (known !== undefined) return known;
  const { extension, flags } = format;
  const coverage = scriptsFolder(`load-${extension}`);
  const env = { NODE_V8_COVERAGE: coverage };
  const loaded = runNode([...flags, `load.${extension}`], { cwd: project.folder, env }).then(() =>
    loadedScripts(coverage),
  );
  scriptsOfLoad.set(format, loaded);
  return loaded;
}

/** Lists the addresses of the scripts in a folder of coverage reports. */
async function loadedScripts(coverage: string): Promise<string[]> {
  const reports = await Promise.all((await readdir(coverage)).map((name) => readFile(join(coverage, name), 'utf8')));
  return reports.flatMap((text) => (JSON.parse(text) as { result: { url: string }[] }).result.map(({ url }) => url));
}

/** What may be in the tarball; whatever else a build leaves in `dist` is not packed unseen. */
const PACKED = [
  /^(?:package\.json|(?:README|CHANGELOG|CONTRIBUTING|SECURITY|AGENTS)\.md|llms\.txt|LICENSE)$/,
  /^(?:THIRD-PARTY-NOTICES|\.env\.example)$/,
  /^insight-inventory\.config\.json$/,
  /^dist\/(?:index|metrics|files|assistant|report|testing)\.(?:js|cjs|d\.ts|d\.cts)$/,
  /^dist\/(?:cli|matrix|tslog)\.js$/,
  /^docs\/(?:(?:decisions|verified)\/)?[\w-]+\.md$/,
  /^docs\/images\/report-desktop-(?:light|dark)\.webp$/,
  /^examples\/(?:(?:support|testing|in-the-browser)\/)?[\w.-]+\.(?:ts|mjs|md|json)$/,
  // Packages and data that both formats load.
  /^dist\/shared\/(?:charting-library|demo-data|parquet-reader)\.cjs$/,
  // Parts that entries share, and parts that are loaded when used.
  /^dist\/[a-z][\w-]*(?:\.d)?-[\w-]{8}\.(?:js|cjs|d\.ts|d\.cts)$/,
  /^dist\/schemas\/[a-z-]+\.json$/,
];
const MEGABYTE = 1_000_000;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Counts the bytes a file takes in the tarball, alone. */
const deflated = (content: Buffer): number => gzipSync(content, { level: 9 }).length;

/** Tells whether a link leads to a packed file, or to a folder that has one. */
const holds = (link: string): boolean => project.packed.some((path) => path === link || path.startsWith(link));

describe('the tarball', () => {
  it('holds the built entries, the schemas, the change log, the licence and the notices', () => {
    expect(project.packed).toEqual(
      expect.arrayContaining([
        'dist/index.js',
        'dist/index.cjs',
        'dist/index.d.ts',
        'dist/index.d.cts',
        'dist/cli.js',
        'dist/schemas/instagram-analytics.json',
        'dist/shared/charting-library.cjs',
        '.env.example',
        'AGENTS.md',
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'docs/README.md',
        'llms.txt',
        'THIRD-PARTY-NOTICES',
        'insight-inventory.config.json',
      ]),
    );
  });

  it('holds nothing else, no source and no source map, and is small without its pages', async () => {
    expect(project.packed.filter((path) => !PACKED.some((allowed) => allowed.test(path)))).toEqual([]);
    const extras = project.packed.filter((path) => path.startsWith('docs/'));
    const packedAlone = await Promise.all(extras.map(async (path) => deflated(await readFile(join(ROOT, path)))));
    const bytes = project.packedBytes - packedAlone.reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeLessThanOrEqual(1.31 * MEGABYTE);
  });

  it('carries every file that its README, AGENTS.md and llms.txt lead to', async () => {
    for (const page of ['README.md', 'AGENTS.md', 'llms.txt']) {
      const text = await readFile(join(project.folder, 'node_modules/insight-inventory', page), 'utf8');
      const links = [...text.matchAll(/\]\(([^()\s#]+)[^()\s]*\)/g)].map((match) => match[1] ?? '');
      expect(links.length).toBeGreaterThan(5);
      const missing = links.filter((link) => !link.startsWith('https:') && !holds(link));
      expect(missing, page).toEqual([]);
    }
  });
});

describe.each(FORMATS)('a program in $format', (format) => {
  const outputDir = `collected-${format.extension}`;

  it(
    'loads every entry and collects both sources from the simulators',
    async () => {
      const { entries, username, latest, summary } = await useEverything(format, outputDir);
      expect(entries).toEqual(['instagram-analytics', 'gcs-inventory', 'collection-summary', 'planning-context']);
      expect([username, latest]).toEqual(['autopotter', 3]);
      expect(summary).toMatchObject({ status: 'complete', issues: [{ code: 'graph:short_list' }] });
      expect(summary.sources.instagram.counts).toMatchObject({ media: 7 });
    },
    2 * MINUTES,
  );

  it('writes documents that its own schemas accept', async () => {
    const folder = join(project.folder, outputDir);
    const kinds = { instagram_analytics: 'instagram-analytics', gcs_inventory: 'gcs-inventory' };
    for (const [prefix, name] of Object.entries({ ...kinds, data_collection_summary: 'collection-summary' })) {
      const file = (await readdir(folder)).find((entry) => entry.startsWith(prefix)) ?? '';
      const schema = join(project.folder, 'node_modules/insight-inventory/dist/schemas', `${name}.json`);
      const validate = compileSchema(JSON.parse(await readFile(schema, 'utf8')) as JsonSchemaDocument);
      validate(JSON.parse(await readFile(join(folder, file), 'utf8')));
      expect(validate.errors).toBeNull();
    }
  });

  it(
    'loads neither the storage client nor a media parser until they are used',
    async () => {
      const heavy = /node_modules\/(@google-cloud|google-auth-library|gaxios|mediabunny|image-size|hyparquet)\//;
      const loaded = await loadAlone(format);
      expect(loaded.filter((url) => url.includes('insight-inventory/dist/index.'))).toHaveLength(1);
      expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
      // Seen by the same means where a bucket was read.
      const used = await loadedScripts(scriptsFolder(outputDir));
      expect(used.filter((url) => url.includes('@google-cloud/storage')).length).toBeGreaterThan(0);
    },
    2 * MINUTES,
  );
});

describe('the project for the browser', () => {
  it('collects the demo and shows its report', async () => {
    const folder = join(project.folder, 'in-the-browser');
    await cp(join(ROOT, 'examples/in-the-browser'), folder, { recursive: true });
    const child = spawn(process.execPath, ['start.mjs'], { cwd: folder, env: { ...process.env, PORT: '0' } });
    onTestFinished(() => {
      child.kill();
    });
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    expect(line).toMatch(/^The report of 7 posts: http:\/\/localhost:\d+\/$/m);
    const page = await (await fetch(/http:\S+/.exec(line)?.[0] ?? '')).text();
    expect(page).toContain('@autopotter');
  });
});

const built = sourcesOfBuiltFiles();

/** Lists the sources of every script of the package that a program loaded. */
function sourcesOf(urls: readonly string[]): string[] {
  return urls.flatMap((url) => built.get(/\/insight-inventory\/dist\/(.+)$/.exec(url)?.[1] ?? '') ?? []);
}

describe('the command', () => {
  const outputDir = 'collected_data';

  it(
    'runs its demo in an empty folder without any configuration, and shows what it collected',
    async () => {
      const cwd = await mkdtemp(join(tmpdir(), 'packed-command-'));
      onTestFinished(() => rm(cwd, { recursive: true, force: true }));
      const command = join(project.folder, 'node_modules/.bin/insight-inventory');
      const demo = await run(command, ['demo', '--planning'], { cwd });
      expect([demo.code, demo.stderr.includes('Error')]).toEqual([0, false]);
      expect(demo.stdout).toContain('Instagram autopotter, 76 followers');
      expect(await readdir(join(cwd, outputDir))).toHaveLength(4);
      const report = await run(command, ['report', '-o', 'report.html'], { cwd });
      expect(report.code).toBe(0);
      expect(await readFile(join(cwd, 'report.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\s*$/i);
      const brief = await run(command, ['brief', '--max-tokens', '1000', '--json'], { cwd });
      expect(JSON.parse(brief.stdout)).toMatchObject({ truncated: true });
      const { version } = JSON.parse(
        await readFile(join(project.folder, 'node_modules/insight-inventory/package.json'), 'utf8'),
      ) as { version: string };
      expect((await run(command, ['--version'], { cwd })).stdout).toBe(`${version}\n`);
    },
    2 * MINUTES,
  );

  it(
    'is loaded by nothing but itself',
    async () => {
      const isOfCommand = (source: string): boolean => source.includes('src/cli/');
      for (const format of FORMATS) {
        const sources = sourcesOf(await loadAlone(format));
        expect(sources.length).toBeGreaterThan(50);
        expect(sources.filter(isOfCommand)).toEqual([]);
      }
      // Seen by the same means where it is run.
      const loadedBy = async (name: string, argv: readonly string[]): Promise<string[]> => {
        const coverage = join(project.folder, `scripts-${name}`);
        const args = ['node_modules/insight-inventory/dist/cli.js', ...argv];
        await runNode(args, { cwd: project.folder, env: { NODE_V8_COVERAGE: coverage } });
        return sourcesOf(await loadedScripts(coverage));
      };
      // Help of the program shows what is in a table of its own: no command is loaded, nor what it works with.
      const ofHelp = await loadedBy('help', ['help']);
      expect(ofHelp.filter(isOfCommand)).toContainEqual(expect.stringContaining('src/cli/command-line.ts'));
      const ours = ofHelp.filter((source) => source.includes('src/'));
      expect(ours.filter((source) => !/src\/(?:cli|base)\/[^/]+\.ts$/.test(source))).toEqual([]);
      const sources = await loadedBy('command', ['help', 'brief']);
      expect(sources.filter(isOfCommand).length).toBeGreaterThan(10);
      // What one command alone needs is loaded by that command.
      expect(sources.filter((source) => /src\/(?:testing|report)\//.test(source))).toEqual([]);
    },
    2 * MINUTES,
  );
});

describe('the two formats in one program', () => {
  it('are two copies whose errors and secrets know each other by the guards', async () => {
    expect(JSON.parse(await runNode(['meet.mjs'], { cwd: project.folder }))).toEqual({ copies: 2 });
  });
});

const COMPILERS = { '5.9': 'typescript59', '7.0': 'typescript7' } as const;
/** The oldest compiler, and both resolutions by the newest, which is quick; `npm run matrix` has those between. */
const CHECKS = [
  ['5.9', 'nodenext'],
  ['7.0', 'nodenext'],
  ['7.0', 'bundler'],
] as const;
const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext', files: ['types.mts', 'types.cts'] },
  bundler: { module: 'esnext', moduleResolution: 'bundler', files: ['types.mts'] },
} as const;

describe('the declarations', () => {
  it.each(CHECKS)(
    'are accepted by TypeScript %s, without the DOM and checking every library, under %s',
    async (version, resolution) => {
      const { files, ...modules } = RESOLUTIONS[resolution];
      const folder = join(project.folder, `tsc-${version}-${resolution}`);
      const base = { target: 'es2023', lib: ['es2023'], types: ['node'], noEmit: true, rootDir: '..' };
      const checks = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
      const config = { compilerOptions: { ...base, ...checks, ...modules }, files: files.map((file) => `../${file}`) };
      await mkdir(folder);
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const tsc = fileURLToPath(new URL(`../../node_modules/${COMPILERS[version]}/bin/tsc`, import.meta.url));
      expect(await run(process.execPath, [tsc, '-p', folder], { cwd: project.folder })).toMatchObject({
        code: 0,
        stdout: '',
      });
    },
    4 * MINUTES,
  );
});

// Last: it changes what is installed.
describe('with the newest majors of the dependencies', () => {
  it(
    'everything still works in both formats',
    async (context) => {
      const failed = await project.install('@google-cloud/storage@8', 'ky@2', 'p-retry@9', 'tslog@latest');
      if (failed !== null) skip(context, failed);
      for (const format of FORMATS) {
        const { username, summary } = await useEverything(format, `newest-${format.extension}`);
        expect([username, summary.status]).toEqual(['autopotter', 'complete']);
      }
      // The suite's own storage client is of the major before; tests/conformance/bucket holds that one.
      expect(await runNode(['storage-client.mjs'], { cwd: project.folder })).toMatch(/^8\./);
    },
    4 * MINUTES,
  );
});
