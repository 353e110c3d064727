import { readFile } from 'node:fs/promises';

import { type Plugin, transform } from 'esbuild';
import type { Options } from 'tsup';

/**
 * Shortens the local names of the packages that are inlined, file by file, so that names at the top of a file stay. With
 * {@link shortenNames} for our own files and {@link leaveOutSpaces} a quarter of the tarball, and of what Node reads.
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

/**
 * Shortens the JavaScript of a file of our own with short local names; what it exports keeps its name, in stack traces
 * too.
 */
export async function shortenNames(source: string): Promise<string> {
  const { code } = await transform(source, { loader: 'ts', minifyIdentifiers: true, target: 'node20' });
  return code;
}

type ChunkPlugin = NonNullable<Options['plugins']>[number];

/** How `pure-initializers.ts` begins a constant, and what stands for it where esbuild would drop the comment. */
const PURE = /(?<=\n(?:var|const|let) [\w$]+ = )\/\* @__PURE__ \*\/ (?=\()/g;
const MARK = '__PURE__||';
const MARKED = /__PURE__\s*\|\|\s*/g;

/** Leaves white space out of a built file. Lines stay short enough for an error to print, and pure calls stay marked. */
export function leaveOutSpaces(): ChunkPlugin {
  return {
    name: 'leave-out-spaces',
    async renderChunk(code, { path }) {
      if (!/\.c?js$/.test(path)) return undefined;
      const short = await transform(code.replace(PURE, MARK), {
        loader: 'js',
        minifyWhitespace: true,
        legalComments: 'none',
        lineLimit: 160,
        target: 'node20',
      });
      return { code: short.code.replace(MARKED, '/*@__PURE__*/') };
    },
  };
}
