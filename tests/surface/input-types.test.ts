import { describe, expect, it } from 'vitest';

import type * as assistant from '../../src/assistant/index.ts';
import type { ASSISTANT_INPUTS } from '../../src/assistant/inputs.ts';
import type { FILES_INPUTS } from '../../src/files/inputs.ts';
import type * as root from '../../src/index.ts';
import type { INSTAGRAM_INPUTS } from '../../src/instagram/inputs.ts';
import type { INVENTORY_INPUTS } from '../../src/inventory/inputs.ts';
import type { METRICS_INPUTS } from '../../src/metrics/inputs.ts';
import type { PLANNING_INPUTS } from '../../src/planning/inputs.ts';
import type * as report from '../../src/report/index.ts';
import type { REPORT_INPUTS } from '../../src/report/inputs.ts';

/** The last parameter of a function, which is its options. */
type Options<F> = F extends (...args: infer P) => unknown
  ? Required<P> extends [...unknown[], infer Last]
    ? NonNullable<Last>
    : never
  : never;

/** Options of functions that their table does not know, or that only the table knows; `never` when both agree. */
type Differences<Functions, Table> = {
  [K in keyof Table & keyof Functions]: Table[K] extends { readonly options: { readonly inputs: infer Known } }
    ? `${K & string}.${(Exclude<keyof Options<Functions[K]>, keyof Known> | Exclude<keyof Known, keyof Options<Functions[K]>>) & string}`
    : never;
}[keyof Table & keyof Functions];

type Agreed<D> = [D] extends [never] ? true : D;

describe('the tables of inputs', () => {
  it('have the options of the functions, key by key; a difference is a type error', () => {
    const metrics: Agreed<Differences<typeof root, typeof METRICS_INPUTS>> = true;
    const files: Agreed<Differences<typeof root, typeof FILES_INPUTS>> = true;
    const planning: Agreed<Differences<typeof root, typeof PLANNING_INPUTS>> = true;
    const tools: Agreed<Differences<typeof assistant, typeof ASSISTANT_INPUTS>> = true;
    const page: Agreed<Differences<typeof report, typeof REPORT_INPUTS>> = true;
    const account: Agreed<Differences<root.InstagramAnalyticsManager, typeof INSTAGRAM_INPUTS>> = true;
    const bucket: Agreed<Differences<root.GCSInventoryManager, typeof INVENTORY_INPUTS>> = true;
    expect([metrics, files, planning, tools, page, account, bucket]).not.toContain(false);
  });
});
