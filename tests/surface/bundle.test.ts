import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

import * as files from '../../src/files/index.ts';
import * as metrics from '../../src/metrics/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { peerDependencies } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as {
  peerDependencies: Record<string, string>;
};

interface Bundle {
  readonly bytes: number;
  /** The packages that left code in the bundle. */
  readonly packages: string[];
}

/** Makes a program of one import, bundled and minified as an application would. */
async function bundle(name: string, from: string): Promise<Bundle> {
  const contents = `import { ${name} } from '${from}';\nconsole.log(${name});`;
  const { metafile } = await build({
    stdin: { contents, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    // Optional: not installed, or left to the program that installs them.
    external: Object.keys(peerDependencies),
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // The built package, not the sources that the paths of tsconfig.json lead to.
    tsconfigRaw: {},
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const packages = inputs.flatMap(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return { bytes: output?.bytes ?? 0, packages: [...new Set(packages)].sort() };
}

describe('for browsers', () => {
  it.each(['metrics', 'files', 'assistant', 'report'])('%s imports nothing of Node', async (entry) => {
    const { metafile } = await build({
      entryPoints: [`${ROOT}/dist/${entry}.js`],
      metafile: true,
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      logLevel: 'silent',
    });
    // A module that cannot be found for a browser is an error of the build.
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    expect(imports.filter(({ external }) => external === true)).toEqual([]);
  });
});

const KIB = 1024;

/**
 * The most a program of one pure function takes, minified, in KiB. The check of its arguments is 2.3 of them, 3.5 where it
 * has options; the functions after the first lines carry the model with its matrices (42), the table of extensions or the MIME types.
 */
const LIMITS = {
  'insight-inventory/metrics': {
    extractHashtags: 3.7,
    computeEngagement: 5.3,
    describeGrowth: 6,
    summarizeMedia: 8.4,
    percentileRank: 8.6,
    assessCommentQuality: 9.2,
    rankVideos: 10.4,
    compareAccounts: 7.5,
    compareAnalytics: 11.8,
    describePostHistory: 12.2,
    comparePeriods: 16,
    describeVideo: 18,
    forecastPost: 72,
    fitEngagementModel: 82,
    compareThemes: 85,
    compareFormats: 86,
    summarizeTrends: 87,
    findBestPostingTimes: 87,
    summarizeHashtags: 87,
  },
  'insight-inventory/files': {
    filesOf: 3.1,
    parseNameDate: 4.1,
    categorizeFiles: 4.1,
    findDuplicates: 5.3,
    summarizeFiles: 6,
    reviewFiles: 12.1,
    buildFolderTree: 8.2,
    diffInventories: 8.6,
    pairFiles: 11,
    compileQuery: 15.3,
    matchesQuery: 15.8,
    groupSeries: 15,
    effectiveCategoryTable: 27,
    categorizeFile: 30,
    describeFile: 34,
  },
} as const;
const PURE_FUNCTIONS = Object.entries(LIMITS).flatMap(([from, limits]) =>
  Object.entries(limits).map(([name, limit]) => ({ name, from, limit })),
);

describe('a program that imports one thing carries little else', () => {
  it('holds every pure function to a limit', () => {
    const functions = (entry: object): string[] =>
      Object.entries(entry).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
    expect(PURE_FUNCTIONS.map(({ name }) => name).sort()).toEqual([...functions(metrics), ...functions(files)].sort());
  });

  it.each(PURE_FUNCTIONS)('$name: $limit KiB', async ({ name, from, limit }) => {
    const { bytes, packages } = await bundle(name, from);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(limit * KIB);
    expect(packages).toEqual([]);
  });

  it('from the root entry as from its own', async () => {
    const [root, own] = await Promise.all([
      bundle('extractHashtags', 'insight-inventory'),
      bundle('extractHashtags', 'insight-inventory/metrics'),
    ]);
    // A name or two more of the parts that entries share.
    expect(root.bytes).toBeLessThan(own.bytes + 200);
  });

  it.each(['GraphApiError', 'isInsightInventoryError', 'Secret'])('%s', async (name) => {
    const { bytes, packages } = await bundle(name, 'insight-inventory');
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(2 * KIB);
    expect(packages).toEqual([]);
  });

  it('one schema: no client', async () => {
    const { bytes, packages } = await bundle('mediaRecordSchema', 'insight-inventory');
    expect(packages).toContain('valibot');
    expect(packages).not.toContain('ky');
    expect(bytes).toBeLessThan(16 * KIB);
  });

  it('the Instagram manager: no Cloud Storage', async () => {
    const { packages } = await bundle('InstagramAnalyticsManager', 'insight-inventory');
    expect(packages).toContain('ky');
    expect(packages).not.toContain('@google-cloud/storage');
  });

  it('the bucket manager: Cloud Storage, which shows that the others could have carried it', async () => {
    const { packages } = await bundle('GCSInventoryManager', 'insight-inventory');
    expect(packages).toContain('@google-cloud/storage');
  });
});
