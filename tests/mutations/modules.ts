/** A part of the library whose tests are measured by mutants. */
export interface MutatedModule {
  readonly name: string;
  /** Files, or folders for all files directly in them. */
  readonly sources: readonly string[];
  /** Test files, or folders for all test files directly in them. */
  readonly tests: readonly string[];
  /** How many mutants are tried of more: what two minutes allow. */
  readonly sample: number;
}

const unit = (...names: readonly string[]): string[] => names.map((name) => `tests/unit/${name}`);
const sources = (folder: string, ...names: readonly string[]): string[] =>
  names.map((name) => `src/${folder}/${name}.ts`);

/** The parts whose mistakes nobody would see, those that take longest first. */
export const MUTATED_MODULES: readonly MutatedModule[] = [
  { name: 'planning', sources: ['src/planning'], tests: unit('planning'), sample: 200 },
  { name: 'metrics', sources: ['src/metrics'], tests: unit('metrics'), sample: 200 },
  { name: 'listing splits', sources: ['src/inventory/listing'], tests: unit('inventory/listing'), sample: 150 },
  {
    name: 'error rules',
    sources: [
      ...sources('graph', 'graph-error', 'error-table'),
      ...sources('storage', 'storage-error', 'storage-failure', 'status-causes', 'credentials-causes'),
    ],
    tests: [...unit('graph/graph-error.test.ts', 'storage'), 'tests/faults/bucket-odd-replies.test.ts'],
    sample: 400,
  },
  { name: 'files', sources: ['src/files'], tests: unit('files'), sample: 400 },
  {
    name: 'ledger',
    sources: ['src/planning/ledger.ts', 'src/runtime/history/ledger-store.ts'],
    tests: unit('planning/ledger.test.ts', 'planning/check-plan.test.ts', 'runtime/history/ledger-store.test.ts'),
    sample: 400,
  },
  {
    name: 'usage gate',
    sources: ['src/graph/usage.ts', 'src/runtime/throttle-gate.ts'],
    tests: unit('graph/usage.test.ts', 'runtime/throttle-gate.test.ts'),
    sample: 400,
  },
  {
    name: 'fence',
    sources: ['src/assistant/untrusted.ts'],
    tests: unit('assistant/untrusted.test.ts', 'assistant/injection.test.ts'),
    sample: 400,
  },
  {
    name: 'redaction',
    sources: ['src/base/redact.ts'],
    tests: [...unit('base/redact.test.ts'), 'tests/privacy/redaction.test.ts'],
    sample: 400,
  },
];
