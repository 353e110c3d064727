import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// A module imports modules of lower layers only, never one of its own layer. docs/architecture.md draws them.
const LAYERS = [
  ['base'],
  ['documents'],
  ['metrics', 'files', 'runtime'],
  ['planning', 'graph', 'storage', 'media'],
  ['instagram', 'inventory', 'config'],
  ['collector'],
  ['assistant', 'report', 'testing'],
  ['cli'],
];

// The modules that may load a package; no other does, by import or by import().
const PACKAGE_MODULES = {
  ky: ['graph'],
  '@google-cloud/storage': ['storage'],
  mediabunny: ['media'],
  'image-size': ['media'],
  tslog: ['runtime'],
  'ml-matrix': ['metrics'],
  'p-retry': ['runtime'],
  'p-map': ['runtime'],
  picomatch: ['files'],
  mrmime: ['files'],
  hyparquet: ['inventory'],
  '@observablehq/plot': ['report'],
};

const PURE_MODULES = ['base', 'documents', 'metrics', 'files', 'planning'];

const layerOf = (module) => LAYERS.findIndex((modules) => modules.includes(module));
const modules = LAYERS.flat();
const ownPackage = (name) => `^${name.replace('/', '\\/')}(?:\\/|$)`;

function moduleConfig(module) {
  const forbiddenModules = modules.filter((other) => other !== module && layerOf(other) >= layerOf(module));
  // The bundled simulators stand alone: sharing the client's tables would make tests that cannot fail.
  if (module === 'testing') forbiddenModules.push(...modules.filter((other) => !['base', 'testing'].includes(other)));
  const forbiddenPackages = Object.keys(PACKAGE_MODULES).filter((name) => !PACKAGE_MODULES[name].includes(module));
  const patterns = [
    {
      regex: `^(?:\\.\\.\\/)+(?:${[...new Set(forbiddenModules)].join('|')})\\/`,
      message: `src/${module} imports lower layers only.`,
    },
    { regex: '^(?:\\.\\.\\/)+index\\.ts$', message: 'Only consumers import the front door.' },
    ...forbiddenPackages.map((name) => ({
      regex: ownPackage(name),
      message: `Only src/${PACKAGE_MODULES[name].join(' and src/')} loads ${name}.`,
    })),
    ...(PURE_MODULES.includes(module) ? [{ regex: '^node:', message: `src/${module} is pure.` }] : []),
  ];
  const pureGlobals = ['process', 'setTimeout', 'setInterval', 'fetch', 'performance', 'crypto', 'console'];
  // What no-restricted-imports does not see: import('x') as an expression and as a type.
  const inPlace = patterns.map(({ regex, message }) => ({
    selector: `:matches(ImportExpression, TSImportType)[source.value=/${regex}/]`,
    message,
  }));
  return {
    files: [`src/${module}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      'no-restricted-syntax': ['error', ...inPlace],
      ...(PURE_MODULES.includes(module)
        ? {
            'no-restricted-globals': ['error', ...pureGlobals],
            'no-restricted-properties': [
              'error',
              { object: 'Date', property: 'now', message: 'Pure code is given the time.' },
              { object: 'Math', property: 'random', message: 'Pure code is given its randomness.' },
            ],
          }
        : {}),
    },
  };
}

export default defineConfig(
  globalIgnores([
    'dist/',
    'docs/',
    'site/pages/',
    'site/.vitepress/dist/',
    'site/.vitepress/cache/',
    'coverage/',
    'reports/',
    '.stryker-tmp/',
    'etc/',
    'temp/',
  ]),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-console': 'error',
      // Graph's and the documents' own keys need the brackets noPropertyAccessFromIndexSignature asks for.
      '@typescript-eslint/dot-notation': 'off',
      // Names and texts are counted and compared by code points on purpose: the storage service orders them so.
      '@typescript-eslint/no-misused-spread': 'off',
      // A getter keeps a literal off what inspect() prints of an error.
      '@typescript-eslint/class-literal-property-style': 'off',
    },
  },
  { files: ['examples/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    // The runner waits for what test() gives.
    files: ['examples/testing/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: 'test', package: 'node:test' }] },
      ],
    },
  },
  ...modules.map(moduleConfig),
);
