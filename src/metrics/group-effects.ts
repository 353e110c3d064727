import type { Estimate } from '../documents/shapes.ts';
import { groupBy } from './post.ts';
import type { PostInput } from './post.ts';
import { basisName, type Response, type Responses } from './responses.ts';
import { estimateLifts, tooFew, type Effect } from './shrink.ts';

/** Fewest posts with a trait, and without it, for a lift to be given. */
const LEAST_POSTS = 5;
/** How many posts of the account at large the spread inside a small group weighs against. */
export const SPREAD_WEIGHT = 20;

export const LIFT_METHOD: string =
  'ratio of geometric means against the other posts of the same product type, shrunk (normal-normal), 80 % interval, ' +
  'Benjamini-Hochberg at 20 %';

/** One row of a comparison: every label that stands for the very same posts. */
export interface GroupLift {
  readonly labels: string[];
  /** Indexes of the responses with it, oldest post first. */
  readonly members: readonly number[];
  readonly lift: Estimate;
}

/**
 * The lift of each trait against the posts without it, of the same product type.
 *
 * Inside each product type the mean residual with the trait is compared to that without; the differences are averaged
 * by the number of posts with it. Types in which every post, or none, has the trait say nothing and are left out. The
 * spread inside a group is drawn towards the spread of the account (as heavy as 20 posts), since the spread of five
 * posts is itself hardly known. Labels on the very same posts cannot be told apart: they share a row and one test.
 *
 * @param labelsOf the traits of a post, each once
 */
export function compareGroups<P extends PostInput>(
  { basis, responses }: Responses<P>,
  labelsOf: (post: P) => readonly string[],
): GroupLift[] {
  const labels = { method: LIFT_METHOD, basis: basisName(basis) };
  const account = describeAccount(responses);
  const groups = gather(responses, labelsOf).map((group) => ({ ...group, effect: measure(group.members, account) }));
  const effects = groups.flatMap(({ effect }) => effect ?? []);
  const estimates = estimateLifts(effects, labels);
  const byEffect = new Map(effects.map((effect, index) => [effect, estimates[index]]));
  return groups.map(({ labels: names, members, effect }) => ({
    labels: names,
    members,
    lift: (effect === null ? undefined : byEffect.get(effect)) ?? tooFew(members.length, labels),
  }));
}

interface Group {
  readonly labels: string[];
  /** Indexes of the responses. */
  readonly members: readonly number[];
}

/** The posts of each label; one row for labels with the same posts. */
function gather<P extends PostInput>(
  responses: readonly Response<P>[],
  labelsOf: (post: P) => readonly string[],
): Group[] {
  const byLabel = groupBy(responses.keys(), (index) => {
    const response = responses[index];
    return response === undefined ? [] : labelsOf(response.post);
  });
  const rows = new Map<string, Group>();
  for (const [label, members] of [...byLabel].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = members.join();
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { labels: [label], members });
    else row.labels.push(label);
  }
  return [...rows.values()];
}

interface Sums {
  n: number;
  sum: number;
  squares: number;
}

/** Residuals with the number of their product type, and the sums over each type. */
interface Account {
  readonly residuals: Float64Array;
  readonly typeOf: Uint32Array;
  readonly totals: readonly Sums[];
  /** Spread of the residuals inside the product types. */
  readonly variance: number;
}

function describeAccount(responses: readonly Response<unknown>[]): Account {
  const types = new Map<string, number>();
  for (const { productType } of responses) if (!types.has(productType)) types.set(productType, types.size);
  const residuals = Float64Array.from(responses, ({ residual }) => residual);
  const typeOf = Uint32Array.from(responses, ({ productType }) => types.get(productType) ?? 0);
  const totals = sumByType([...responses.keys()], { residuals, typeOf }, types.size);
  const degrees = totals.reduce((sum, { n }) => sum + n - 1, 0);
  const squares = totals.reduce((sum, type) => sum + deviations(type), 0);
  return { residuals, typeOf, totals, variance: degrees === 0 ? 0 : squares / degrees };
}

function measure(members: readonly number[], account: Account): Effect | null {
  const strata = sumByType(members, account, account.totals.length).flatMap((inside, type) => {
    const all = account.totals[type];
    if (all === undefined || inside.n === 0 || inside.n === all.n) return [];
    return [{ inside, outside: subtract(all, inside) }];
  });
  const n = strata.reduce((sum, { inside }) => sum + inside.n, 0);
  const others = strata.reduce((sum, { outside }) => sum + outside.n, 0);
  if (n < LEAST_POSTS || others < LEAST_POSTS) return null;
  let difference = 0;
  let perOther = 0;
  let squaresWith = SPREAD_WEIGHT * account.variance;
  let squaresWithout = squaresWith;
  for (const { inside, outside } of strata) {
    difference += (inside.n / n) * (inside.sum / inside.n - outside.sum / outside.n);
    perOther += (inside.n / n) ** 2 / outside.n;
    squaresWith += deviations(inside);
    squaresWithout += deviations(outside);
  }
  const [dfWith, dfWithout] = [SPREAD_WEIGHT + n - strata.length, SPREAD_WEIGHT + others - strata.length];
  const errorWith = squaresWith / dfWith / n;
  const errorWithout = (squaresWithout / dfWithout) * perOther;
  const variance = errorWith + errorWithout;
  // No spread at all leaves nothing to judge a difference by.
  if (variance === 0) return null;
  // Welch and Satterthwaite.
  const degreesOfFreedom = variance ** 2 / (errorWith ** 2 / dfWith + errorWithout ** 2 / dfWithout);
  return { difference, variance, degreesOfFreedom, n };
}

function sumByType(
  indexes: readonly number[],
  { residuals, typeOf }: Pick<Account, 'residuals' | 'typeOf'>,
  types: number,
): Sums[] {
  const sums = Array.from({ length: types }, (): Sums => ({ n: 0, sum: 0, squares: 0 }));
  for (const index of indexes) {
    const residual = residuals[index] ?? 0;
    const entry = sums[typeOf[index] ?? 0];
    if (entry === undefined) continue;
    entry.n += 1;
    entry.sum += residual;
    entry.squares += residual * residual;
  }
  return sums;
}

function subtract(all: Sums, inside: Sums): Sums {
  return { n: all.n - inside.n, sum: all.sum - inside.sum, squares: all.squares - inside.squares };
}

/** Sum of squared deviations from the mean; rounding may take it a hair below 0. */
function deviations({ n, sum, squares }: Sums): number {
  return Math.max(0, squares - sum ** 2 / n);
}
