import { it } from 'vitest';

import { writeMutantReport } from './mutant-runner.ts';

it('tries the mutants', writeMutantReport);
