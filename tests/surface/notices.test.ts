import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { inlinedPackages } from '../../scripts/built-files.ts';

const ROOT = new URL('../../', import.meta.url);

describe('THIRD-PARTY-NOTICES', () => {
  const notices = readFileSync(new URL('THIRD-PARTY-NOTICES', ROOT), 'utf8');
  const inlined = inlinedPackages();

  it('has code to speak of: packages without a CommonJS build are inlined', () => {
    expect(inlined).toEqual(
      expect.arrayContaining(['is-network-error', 'ky', 'ml-matrix', 'p-map', 'p-retry', 'simple-statistics', 'tslog']),
    );
  });

  it('names exactly the packages whose code is inlined', () => {
    const named = [...notices.matchAll(/^((?:@[\w-]+\/)?[\w.-]+) \([\w.-]+\)$/gm)].map(([, name]) => name);
    expect(named, 'run `npm run build` and `npm run notices`').toEqual(inlined);
  });

  it.each(inlined)('holds the whole licence of %s', (name) => {
    const folder = new URL(`node_modules/${name}/`, ROOT);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry)) ?? 'LICENSE';
    expect(notices).toContain(readFileSync(new URL(file, folder), 'utf8').trim());
  });

  it('leaves out what is loaded and not inlined', () => {
    expect(inlined).not.toContain('@google-cloud/storage');
    expect(inlined).not.toContain('mediabunny');
  });
});
