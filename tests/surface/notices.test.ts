import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

/** Packages whose code stands in the built files, as their source maps tell. */
function inlinedPackages(): string[] {
  const dist = new URL('dist/', ROOT);
  const names = readdirSync(dist)
    .filter((name) => name.endsWith('.map'))
    .flatMap((name) => (JSON.parse(readFileSync(new URL(name, dist), 'utf8')) as { sources: string[] }).sources)
    .flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
  return [...new Set(names)].sort();
}

describe('THIRD-PARTY-NOTICES', () => {
  const notices = readFileSync(new URL('THIRD-PARTY-NOTICES', ROOT), 'utf8');
  const inlined = inlinedPackages();

  it('has code to speak of: packages without a CommonJS build are inlined', () => {
    expect(inlined).toEqual(expect.arrayContaining(['is-network-error', 'ky', 'p-map', 'p-retry', 'tslog']));
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
