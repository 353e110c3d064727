import { fileURLToPath } from 'node:url';

import type { Plugin } from 'esbuild';

/**
 * Inlines packages by their sources of one function a file, where their entry is one file of which a bundler cannot drop
 * what it does not use, or is not said to be free of side effects: of the 167 KB of simple-statistics four functions are
 * needed, of the 153 KB of ml-matrix two classes, of the 115 KB of
 * hyparquet-compressors two, since Node unpacks gzip and Brotli itself.
 */
export function singleFiles(entries: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'single-files',
    setup(build) {
      for (const [name, entry] of Object.entries(entries)) {
        const path = fileURLToPath(new URL(`../node_modules/${name}/${entry}`, import.meta.url));
        build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path, sideEffects: false }));
        // Whatever that file leads to is free of side effects as well.
        build.onResolve({ filter: /^\.\.?\// }, async ({ path: to, resolveDir, importer, kind, pluginData }) => {
          if (pluginData === name || !importer.includes(`/node_modules/${name}/`)) return undefined;
          const resolved = await build.resolve(to, { resolveDir, importer, kind, pluginData: name });
          return { path: resolved.path, sideEffects: false };
        });
      }
    },
  };
}
