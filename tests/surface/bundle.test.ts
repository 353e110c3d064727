import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Bundle {
  readonly bytes: number;
  /** The packages that left code in the bundle. */
  readonly packages: string[];
}

/** A program of one import, bundled and minified as an application would. */
async function bundle(name: string, from: string): Promise<Bundle> {
  const contents = `import { ${name} } from '${from}';\nconsole.log(${name});`;
  const { metafile } = await build({
    stdin: { contents, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
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

const KIB = 1024;

describe('a program that imports one thing carries little else', () => {
  it.each(['insight-inventory', 'insight-inventory/metrics'])('extractHashtags from %s', async (from) => {
    const { bytes, packages } = await bundle('extractHashtags', from);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(5 * KIB);
    expect(packages).not.toContain('valibot');
  });

  it.each(['GraphApiError', 'isInsightInventoryError', 'Secret'])('%s', async (name) => {
    const { bytes, packages } = await bundle(name, 'insight-inventory');
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(2 * KIB);
    expect(packages).toEqual([]);
  });

  it('summarizeMedia', async () => {
    const { bytes, packages } = await bundle('summarizeMedia', 'insight-inventory');
    expect(bytes).toBeLessThan(9 * KIB);
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
