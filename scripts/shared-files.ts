import { join, resolve } from 'node:path';

import type { Plugin } from 'esbuild';

/** Files that only pass inlined packages or data on: built once, as CommonJS, which both formats can load. */
export const SHARED_FILES = {
  'charting-library': 'src/report/charts/library.ts',
  'demo-data': 'src/testing/demo/recorded.ts',
  'parquet-reader': 'src/inventory/insights/parquet-reader.ts',
} as const;

/** Has both formats load the shared files, in place of a copy in each. */
export function sharedFiles(): Plugin {
  const byPath = new Map(Object.entries(SHARED_FILES).map(([name, path]) => [resolve(path), name]));
  return {
    name: 'shared-files',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\/.+\.ts$/ }, ({ path, resolveDir }) => {
        const name = byPath.get(join(resolveDir, path));
        return name === undefined ? null : { path: `./shared/${name}.cjs`, external: true, sideEffects: false };
      });
    },
  };
}
