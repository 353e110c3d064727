import { describe, expect, it } from 'vitest';

import { RETRY_BUDGET_TOKENS, RetryBudget } from '../../../src/runtime/retry-budget.ts';

function drain(budget: RetryBudget): number {
  let taken = 0;
  while (budget.take()) taken += 1;
  return taken;
}

describe('RetryBudget', () => {
  it('starts full and refuses when empty', () => {
    const budget = new RetryBudget();
    expect(drain(budget)).toBe(RETRY_BUDGET_TOKENS);
    expect(budget.take()).toBe(false);
    expect(budget.tokens).toBe(0);
  });

  it('takes back one token from a call that a retry saved', () => {
    const budget = new RetryBudget({ tokens: 2 });
    drain(budget);
    budget.succeeded('retry');
    expect(drain(budget)).toBe(1);
  });

  it('takes back a fifth of a token from a call that succeeded at once', () => {
    const budget = new RetryBudget({ tokens: 2 });
    drain(budget);
    for (let call = 0; call < 4; call += 1) budget.succeeded('first_attempt');
    expect(budget.take()).toBe(false); // 4 × 0.2 = 0.8
    budget.succeeded('first_attempt');
    expect(budget.take()).toBe(true); // 1.0
  });

  it('never holds more than it started with', () => {
    const budget = new RetryBudget({ tokens: 3 });
    for (let call = 0; call < 100; call += 1) budget.succeeded('retry');
    expect(budget.tokens).toBe(3);
  });
});
