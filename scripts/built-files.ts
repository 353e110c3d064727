import { readFileSync } from 'node:fs';

const DIST = new URL('../dist/', import.meta.url);

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

/**
 * Gives the files each built file was made of, of both formats, as the bundler reports them: its name in `dist` to
 * their paths.
 */
export function sourcesOfBuiltFiles(): Map<string, string[]> {
  const outputs = ['metafile-esm', 'metafile-cjs', 'shared/metafile-cjs'].flatMap((name) => {
    const text = readFileSync(new URL(`${name}.json`, DIST), 'utf8');
    return Object.entries((JSON.parse(text) as Metafile).outputs);
  });
  return new Map(
    outputs.map(([path, { inputs }]) => {
      const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
      return [path.replace(/^dist\//, ''), used.map(([source]) => source)];
    }),
  );
}

/** Gives the package a file belongs to; `null` for one of our own. */
export function packageOf(path: string): string | null {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? null;
}

/** Gives the packages whose code is inlined in the built files, by name. */
export function inlinedPackages(): string[] {
  const names = [...sourcesOfBuiltFiles().values()].flat().flatMap((path) => packageOf(path) ?? []);
  return [...new Set(names)].sort();
}
