import { fc } from '@fast-check/vitest';

/** How often a property without a number of its own is tried; other values each time. */
const RUNS = Number(process.env['FAST_CHECK_RUNS'] ?? 40);

/** Before the time of a test is over: what was found by then is shown, instead of a test that ran too long. */
const LIMIT_MS = 45_000;

// A property that fails may shrink what it fails on for minutes; one that was not through by then has not passed.
// oxlint-disable-next-line typescript/no-deprecated -- the plugin that replaces them is no global parameter yet
fc.configureGlobal({ numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true });
