/**
 * Part of it fails, the rest is delivered: how to read `issues`, `coverage` and `unavailable`. Without --config the
 * simulated account hides the likes of a post, has two posts from before it became a business account, and its account
 * insights fail.
 *
 *   npx tsx examples/partial-results.ts [--config insight-inventory.config.json]
 */
import { createAccount, type GraphSimulatorOptions } from 'insight-inventory/testing';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';
import { openInstagram } from './support/open-instagram.ts';

function failingAccount(): GraphSimulatorOptions {
  return {
    dataset: createAccount({ posts: 12, mix: { reels: 1 }, flaws: { hiddenLikes: 1, beforeBusinessAccount: 2 } }),
    faults: [{ match: ({ endpoint }) => endpoint === '/{ig-user}/insights', action: { kind: 'status', status: 500 } }],
  };
}

async function main(): Promise<void> {
  // One retry, so that the example does not wait for a server that never comes back.
  const deps = { retry: { retries: 1, initialDelayMs: 50 } };
  const { instagram, close } = await openInstagram(configOption(), deps, failingAccount());
  try {
    const { coverage, issues, recent_media } = await instagram.collect();

    console.log('How much came of what was asked for:');
    for (const [part, { asked, got }] of Object.entries(coverage)) {
      console.log(`  ${part.padEnd(16)} ${String(got)} of ${String(asked)}`);
    }
    console.log('What went wrong, and what to do about it:');
    for (const { kind, scope, id, message, remedy } of issues) {
      console.log(
        `  ${kind} in ${scope}${id === null ? '' : ` of ${id}`}: ${message}${remedy === null ? '' : `\n    ${remedy}`}`,
      );
    }
    console.log('Why a value is null, by post:');
    for (const { id, unavailable } of recent_media ?? []) {
      const reasons = Object.entries(unavailable).filter(([, reason]) => !EXPECTED.has(reason));
      const [first] = reasons;
      if (first === undefined) continue;
      const others = reasons.length === 1 ? '' : ` and ${String(reasons.length - 1)} more`;
      console.log(`  ${id}: ${first[0]} is ${first[1]}${others}`);
    }
  } finally {
    await close();
  }
}

/** Gaps that are as they should be: this kind of post does not have the value, or nobody asked for it. */
const EXPECTED: ReadonlySet<string> = new Set(['not_requested', 'not_applicable', 'retired']);

main().catch(fail);
