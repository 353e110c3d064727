import { readFile } from 'node:fs/promises';

import { type Plugin, transform } from 'esbuild';

/**
 * Minifies the packages that are inlined, file by file, and leaves our own code as it is: theirs is more than half of the
 * tarball, and Node compiles whatever a file has when it is imported. Names at the top of a file stay.
 */
export function minifyPackages(): Plugin {
  return {
    name: 'minify-packages',
    setup(build) {
      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
        const { code } = await transform(await readFile(path, 'utf8'), {
          loader: 'js',
          minify: true,
          legalComments: 'none', // THIRD-PARTY-NOTICES has the whole licences
          target: 'node20',
        });
        return { contents: code, loader: 'js' };
      });
    },
  };
}
