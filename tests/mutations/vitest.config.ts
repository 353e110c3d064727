import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

import { readMutantTask, TRYING_FILE } from './mutant-report.ts';

class MutantsLast extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(TRYING_FILE);
    return Promise.resolve([...files.filter((file) => !isLast(file)), ...files.filter(isLast)]);
  }
}

/** Tests of one module against its mutants, all in one worker. */
export default defineConfig({
  test: {
    include: [...readMutantTask().tests, TRYING_FILE],
    runner: './tests/mutations/mutant-runner.ts',
    sequence: { sequencer: MutantsLast },
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    testTimeout: 0,
    unstubEnvs: true,
    unstubGlobals: true,
    // Of mutants.
    dangerouslyIgnoreUnhandledErrors: true,
    silent: true,
  },
});
