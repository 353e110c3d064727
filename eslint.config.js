import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The layers alone. What is judged with types is oxlint's (.oxlintrc.json), which takes a tenth of the time for it.

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
  { files: ['src/**/*.ts'], languageOptions: { parser: tseslint.parser } },
  ...modules.map(moduleConfig),
);
