import { readFileSync } from 'node:fs';

/** The file whose test tries the mutants after all others have run. */
export const TRYING_FILE = 'tests/mutations/try-all.ts';

/** What the runner of mutants is asked to do; a JSON file whose path is in the environment variable `MUTANTS`. */
export interface MutantTask {
  readonly reportPath: string;
  /** Test files, relative to the project. */
  readonly tests: readonly string[];
  /** Ids of the mutants to try, in this order. */
  readonly mutants: readonly string[];
  /** A test that takes longer is not run with mutants, ms of the processor. */
  readonly slowestMs: number;
  /** The most time for all mutants. */
  readonly seconds: number;
}

/** What the runner found in the tests of one module; mutants by their id. */
export interface MutantReport {
  /** The title of the test that failed of each. */
  readonly killed: Readonly<Record<string, string>>;
  /** Run with at least one test. */
  readonly tried: readonly string[];
  /** Reached by a test. */
  readonly covered: readonly string[];
  /** Reached while the sources were loaded. */
  readonly loaded: readonly string[];
  /** Titles of the tests that were not run with mutants: too slow, or failing without one. */
  readonly slow: readonly string[];
  readonly unrepeatable: readonly string[];
  /** `false` when the time was over before all were tried. */
  readonly isComplete: boolean;
  /** The mutant being tried, which ended the process where the report is left so; `null` of a report that is finished. */
  readonly current: string | null;
}

/** Reads the task from the file that `MUTANTS` names. */
export function readMutantTask(): MutantTask {
  return JSON.parse(readFileSync(process.env['MUTANTS'] ?? '', 'utf8')) as MutantTask;
}
