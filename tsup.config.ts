import { defineConfig, type Options } from 'tsup';

import { leaveOutAjv } from './scripts/leave-out-ajv.ts';
import { leaveOutGeo } from './scripts/leave-out-geo.ts';
import { leaveOutSpaces, minifyPackages } from './scripts/minify-files.ts';
import { pureInitializers } from './scripts/pure-initializers.ts';
import { requireLazily } from './scripts/require-lazily.ts';
import { SHARED_FILES, sharedFiles } from './scripts/shared-files.ts';
import { singleFiles } from './scripts/single-files.ts';

const PACKAGE_PLUGINS = [
  leaveOutGeo(),
  singleFiles({
    'simple-statistics': 'index.js',
    'ml-matrix': 'src/index.js',
    'hyparquet-compressors': 'src/index.js',
  }),
];
const SHARED_PLUGINS = [pureInitializers(), sharedFiles(), ...PACKAGE_PLUGINS];

const ENTRIES = {
  index: 'src/index.ts',
  metrics: 'src/metrics/index.ts',
  files: 'src/files/index.ts',
  assistant: 'src/assistant/index.ts',
  report: 'src/report/index.ts',
  testing: 'src/testing/index.ts',
};

const shared: Options = {
  entry: ENTRIES,
  outDir: 'dist',
  target: 'node20',
  platform: 'node',
  splitting: true, // one copy of every class, shared by all entries, in both formats
  metafile: true, // which sources each file is made of: for the notices and the tests; not packed
  tsconfig: 'tsconfig.build.json',
  esbuildPlugins: [...SHARED_PLUGINS, minifyPackages()],
};

/** Declarations of the entries as `npm run build` has the compiler write them: tsup puts them together, checking no source. */
const DECLARATIONS = Object.fromEntries(
  Object.entries(ENTRIES).map(([name, source]) => [name, source.replace(/^src(.+)\.ts$/, 'temp/types$1.d.ts')]),
);

// `tsup --no-dts` (the demo) skips the slow type build; an entry with dts.only would otherwise turn into a second JS build.
export default defineConfig((cli) => [
  // The command line is run, not imported: one format will do, and it shares the chunks of the entries. The MCP server is
  // in a chunk of its own, which the command mcp alone loads.
  {
    ...shared,
    format: 'esm',
    entry: {
      ...ENTRIES,
      cli: 'src/cli/bin.ts',
      tslog: 'src/runtime/tslog.ts',
      matrix: 'src/metrics/matrix.ts',
    },
    esbuildPlugins: [...SHARED_PLUGINS, leaveOutAjv(), minifyPackages()],
    noExternal: ['tslog'],
    plugins: [leaveOutSpaces()],
  },
  // These packages are ESM only: inlined, so that require() works on every runtime. tslog reads import.meta.url: shims.
  // Rollup (`treeshake`) writes the CommonJS: tsup's own way rewrites classes, and their names with them.
  {
    ...shared,
    format: 'cjs',
    shims: true,
    treeshake: true,
    plugins: [requireLazily(), leaveOutSpaces()],
    noExternal: ['ky', 'p-retry', 'is-network-error', 'tslog'],
  },
  {
    ...shared,
    format: 'cjs',
    entry: SHARED_FILES,
    outDir: 'dist/shared',
    splitting: false,
    minify: true,
    esbuildOptions: (options) => {
      options.lineLimit = 160;
    },
    esbuildPlugins: PACKAGE_PLUGINS,
  },
  // Of the CommonJS build alone: scripts/declarations.mjs has the ES modules pass them on. tsup 8.5 sets baseUrl, which
  // TypeScript 6 deprecates.
  ...(cli.dts === false
    ? []
    : [
        {
          ...shared,
          format: 'cjs',
          dts: { only: true, entry: DECLARATIONS, compilerOptions: { ignoreDeprecations: '6.0' } },
        } satisfies Options,
      ]),
]);
