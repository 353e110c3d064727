/**
 * The planning loop without a model: collect, brief, a plan as a model answered it (recorded, with four mistakes), check,
 * correct by the remedies, check again, ledger, and what the next brief knows. On the demo data, without a network.
 *
 *   npx tsx examples/plan-loop.ts
 */
import { readFile } from 'node:fs/promises';

import {
  checkVideoPlan,
  createMemoryLedgerStore,
  planVideoContext,
  recordPublished,
  type PlanProblem,
} from 'insight-inventory';
import { buildPlanningBrief } from 'insight-inventory/assistant';

import { fail } from './support/fail.ts';
import { openSimulated } from './support/open-sources.ts';

/** Writes what a model would change, told by a problem. */
function correct(plan: Record<string, unknown>, { code, path, suggestion }: PlanProblem): void {
  const keys = path.split('/').slice(1);
  const last = keys.pop() ?? '';
  let part = plan;
  for (const key of keys) part = part[key] as Record<string, unknown>;
  if (code === 'too_many_hashtags') part[last] = (part[last] as string[]).slice(0, 5);
  else if (code === 'unsupported_claim') part[last] = 'Beakers are a test: nothing is known of them yet.';
  else if (suggestion !== null) part[last] = typeof part[last] === 'number' ? Number(suggestion) : suggestion;
}

async function main(): Promise<void> {
  const { instagram, gcs, close } = await openSimulated();
  try {
    const analytics = await instagram.collect({ probe: true });
    const inventory = await gcs.generateInventory(undefined, { probe: true });
    const ledger = createMemoryLedgerStore();
    const documents = { analytics, inventory, timezone: instagram.timezone };

    const brief = buildPlanningBrief(documents, { maxTokens: 2_000 });
    console.log(`brief: ${String(brief.estimated_tokens)} tokens, ${String(brief.omitted.length)} sections cut`);

    const recorded = new URL('support/recorded-plan.json', import.meta.url);
    const plan = JSON.parse(await readFile(recorded, 'utf8')) as Record<string, unknown>;
    for (const problem of checkVideoPlan(plan, documents).problems) {
      console.log(`${problem.code} ${problem.path}: ${problem.message}\n  ${problem.remedy}`);
      correct(plan, problem);
    }
    const checked = checkVideoPlan(plan, documents);
    console.log(`after correction: ${checked.ok ? 'ok' : String(checked.problems.length)}`);
    if (checked.plan === null) return;

    // The post appears; whoever published says so.
    const mediaId = analytics.recent_media?.[0]?.id ?? '';
    await ledger.append(recordPublished(checked.plan, mediaId, { publishedAt: '2026-12-01T17:00:00Z' }));
    const next = planVideoContext({ ...documents, ledger: await ledger.list() });
    console.log(`next time: ${String(next.footage.counts.used)} clips used`);
    const again = checkVideoPlan(plan, { ...documents, ledger: await ledger.list() });
    console.log(`the same plan again: ${again.problems.map(({ code }) => code).join(', ')}`);
  } finally {
    await close();
  }
}

main().catch(fail);
