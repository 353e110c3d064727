import { configDefaults, defineConfig } from 'vitest/config';

/** What needs a build, a browser, a terminal, a database or processes of its own, or runs long by its nature. */
const SLOW = [
  'tests/{cli,conformance,docs,e2e,faults,lint,packed,privacy,properties,report,schemas,surface}/**/*.test.ts',
  'tests/unit/inventory/{bigquery,duckdb,sql}/**/*.test.ts',
  'tests/unit/runtime/history/snapshot-stores.test.ts',
  // Whole runs of commands over HTTP.
  'tests/unit/cli/{collect,collect-accounts,documents,init-and-accounts,inventory,platform}.test.ts',
  'tests/unit/cli/mcp/serve-http.test.ts',
  'tests/unit/report/injection.test.ts',
  'tests/unit/instagram/call-economy.test.ts',
  'tests/unit/planning/planted.test.ts',
  'tests/unit/bench/growth.test.ts',
];
/** What takes a package away that other files load. */
const ALONE = ['tests/unit/media/missing-library.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one core is left to the coordinator, which has little to do.
    maxWorkers: '100%',
    // The library keeps no state in its modules, so test files may share them: loading took longer than testing.
    isolate: false,
    setupFiles: ['tests/support/fast-check.ts'],
    unstubEnvs: true,
    unstubGlobals: true,
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text', 'json-summary'],
      // Percent of all of the source: below, `npm run coverage` fails.
      thresholds: { lines: 95, statements: 95, functions: 95, branches: 95 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...SLOW, ...ALONE],
        },
      },
      { extends: true, test: { name: 'slow', include: SLOW } },
      { extends: true, test: { name: 'alone', include: ALONE, isolate: true } },
    ],
  },
});
