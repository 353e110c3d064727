import { writeFileSync } from 'node:fs';

import { type RunnerTestCase, type RunnerTestSuite, TestRunner } from 'vitest';
import { getCurrentTest, getFn, getHooks } from 'vitest/suite';

import { type MutantReport, readMutantTask, TRYING_FILE } from './mutant-report.ts';

// Tests may fake any of them.
const { clearTimeout, setTimeout } = globalThis;
const now = performance.now.bind(performance);

type Counts = Record<string, number>;
/** What instrumented sources read and write: which mutant is in place of the source, and which they came by. */
interface MutantSwitch {
  readonly activeMutant: string | undefined;
  readonly mutantCoverage: { readonly static: Counts; readonly perTest: Record<string, Counts | undefined> };
  currentTestId: string;
}

/** In place of the id of a test: what is reached now takes effect while files are loaded. */
const LOADING = '';
/** What is reached now, while mutants are tried, does not count. */
const AGAIN = 'again';
/** A mutant loops when it comes by so many times as many mutated places as the source does, and so many more. */
const LOOP_FACTOR = 20;
const LOOP_SPARE = 100_000;
/** How long a test with a mutant may wait for nothing, ms and times its own time. */
const WAIT_MS = 500;
const WAIT_FACTOR = 5;

let active: string | undefined;
let reads = 0;
let mostReads = Infinity;
const mutants: MutantSwitch = {
  /** Ends a mutant that loops: every mutated place asks here on its way. */
  get activeMutant() {
    reads += 1;
    if (reads > mostReads) throw new Error('This mutant loops.');
    return active;
  },
  mutantCoverage: { static: {}, perTest: {} },
  currentTestId: LOADING,
};
Object.assign(globalThis, { __stryker__: mutants });

/** A test that passed, and what it took. */
interface PassedTest {
  readonly test: RunnerTestCase;
  readonly title: string;
  readonly ms: number;
  /** Of the processor, which no other load makes longer. */
  readonly cpuMs: number;
  readonly reads: number;
}

const task = readMutantTask();
const passed: PassedTest[] = [];
const unrepeatable: string[] = [];

/** Runs each test as it is and notes which mutants it comes by. */
export default class MutantRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    if (test.file.filepath.endsWith(TRYING_FILE)) {
      await getFn(test)();
      return;
    }
    const title = `${test.file.name}: ${test.name}`;
    mutants.currentTestId = test.id;
    reads = 0;
    const start = now();
    const before = process.cpuUsage();
    try {
      await getFn(test)();
      const { user, system } = process.cpuUsage(before);
      passed.push({ test, title, ms: now() - start, cpuMs: (user + system) / 1_000, reads });
    } catch (error) {
      unrepeatable.push(title);
      throw error;
    } finally {
      mutants.currentTestId = LOADING;
    }
  }
}

/**
 * Tries each mutant with the tests that come by it, the quickest first, up to the first that fails; in the process in
 * which they have run, because loading them again takes seconds, and within a test, which they may need to be. The report
 * is written before each, as a mutant may end the process.
 */
export async function writeMutantReport(): Promise<void> {
  const deadline = now() + task.seconds * 1_000;
  mutants.currentTestId = AGAIN;
  const asked: PassedTest[] = [];
  const slow: string[] = [];
  for (const one of passed) {
    if (one.cpuMs > task.slowestMs) slow.push(one.title);
    else if (await fails(one, undefined)) unrepeatable.push(one.title);
    else asked.push(one);
  }
  asked.sort((a, b) => a.cpuMs - b.cpuMs);
  const { perTest, static: loading } = mutants.mutantCoverage;
  const covered = [...new Set(passed.flatMap(({ test }) => Object.keys(perTest[test.id] ?? {})))];
  const loaded = Object.keys(loading);
  const killed: Record<string, string> = {};
  const tried: string[] = [];
  const write = (current: string | null, isComplete: boolean): void => {
    const report: MutantReport = { killed, tried, covered, loaded, slow, unrepeatable, isComplete, current };
    writeFileSync(task.reportPath, JSON.stringify(report));
  };
  for (const id of task.mutants) {
    const reaching = asked.filter(({ test }) => perTest[test.id]?.[id] !== undefined);
    if (reaching.length === 0) continue;
    if (now() > deadline) {
      write(null, false);
      return;
    }
    write(id, false);
    tried.push(id);
    for (const one of reaching) {
      if (!(await fails(one, id))) continue;
      // A test that the mutant has left something behind for says no more.
      if (await fails(one, undefined)) {
        unrepeatable.push(one.title);
        asked.splice(asked.indexOf(one), 1);
      }
      killed[id] = one.title;
      break;
    }
  }
  write(null, true);
}

/** Runs a test once more, with its hooks, and says whether it, or clearing up after it, fails. */
async function fails(one: PassedTest, mutant: string | undefined): Promise<boolean> {
  const suites = suitesOf(one.test);
  let failed = false;
  for (const step of [async () => runAgain(one, suites, mutant), async () => finish(one.test, suites)]) {
    try {
      await step();
    } catch {
      failed = true;
    }
  }
  return failed;
}

async function runAgain(
  { test, ms, reads: usual }: PassedTest,
  suites: readonly RunnerTestSuite[],
  mutant: string | undefined,
): Promise<void> {
  for (const suite of suites) for (const hook of getHooks(suite).beforeEach) await hook(test.context, suite);
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(new Error('This mutant hangs.'));
      },
      WAIT_MS + WAIT_FACTOR * ms,
    );
  });
  reads = 0;
  mostReads = LOOP_FACTOR * usual + LOOP_SPARE;
  active = mutant;
  try {
    await Promise.race([getFn(test)(), hung]);
  } finally {
    active = undefined;
    mostReads = Infinity;
    clearTimeout(timer);
  }
}

/** Lists the suites a test is in, the file first. */
function suitesOf(test: RunnerTestCase): RunnerTestSuite[] {
  const suites: RunnerTestSuite[] = [];
  for (let suite = test.suite ?? test.file; ; suite = suite.suite ?? suite.file) {
    suites.unshift(suite);
    if (suite === suite.file) return suites;
  }
}

/** A test as Vitest has it: what `onTestFinished` was given is kept in it, without a type. */
interface CurrentTest extends RunnerTestCase {
  onFinished?: ((context: object) => unknown)[] | undefined;
}

/** Does what Vitest does after a test. */
async function finish(test: RunnerTestCase, suites: readonly RunnerTestSuite[]): Promise<void> {
  for (const suite of suites.toReversed())
    for (const hook of getHooks(suite).afterEach.toReversed()) await hook(test.context, suite);
  const current = getCurrentTest<CurrentTest>();
  for (const hook of (current.onFinished ?? []).toReversed()) await hook(test.context);
  current.onFinished = undefined;
}
