import { basename } from 'node:path';

import type { Plugin } from 'esbuild';

/** Files that only pass inlined packages on: built once, as CommonJS, which both formats can load. */
export const SHARED_FILES = {
  'charting-library': 'src/report/charts/library.ts',
  'parquet-reader': 'src/inventory/insights/parquet-reader.ts',
} as const;

/** Has both formats load the shared files, in place of a copy of the packages in each. */
export function sharedFiles(): Plugin {
  const byFile = new Map(Object.entries(SHARED_FILES).map(([name, path]) => [`./${basename(path)}`, name]));
  return {
    name: 'shared-files',
    setup(build) {
      build.onResolve({ filter: /^\.\/(?:library|parquet-reader)\.ts$/ }, ({ path }) => ({
        path: `./shared/${String(byFile.get(path))}.cjs`,
        external: true,
        sideEffects: false,
      }));
    },
  };
}
