import { configDefaults, defineConfig } from 'vitest/config';

// These put something else in the place of a package and need modules of their own.
const REPLACES_MODULES = ['tests/unit/media/missing-library.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one core is left to the coordinator, which has little to do.
    maxWorkers: '100%',
    unstubEnvs: true,
    unstubGlobals: true,
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text', 'json-summary'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...REPLACES_MODULES],
          // The library keeps no state in its modules, so test files may share them: loading took longer than testing.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'own modules', include: REPLACES_MODULES } },
    ],
  },
});
