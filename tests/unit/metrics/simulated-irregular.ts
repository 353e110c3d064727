import type { PostInput } from '../../../src/metrics/index.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';
import { createNormal } from './simulated-account.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2025, 2, 3);

/** A tag of an irregular account. */
export interface IrregularTag {
  readonly name: string;
  /** True ratio. @default 1 */
  readonly ratio?: number;
  /** Share of the posts it can be on; of a pair a share drawn between them for each account. */
  readonly share: number | readonly [low: number, high: number];
  /**
   * Posts it can be on: all, the last quarter, Saturdays and Sundays, these and Fridays, stretches of about eight posts,
   * or those of another tag (and a tenth of the rest). @default 'all'
   */
  readonly on?: 'all' | 'late' | 'weekend' | 'from_friday' | 'runs' | { readonly tag: string };
}

/** An account that posts at irregular times, with known truth. Ratios multiply the engagement rate. */
export interface IrregularAccount {
  readonly posts: number;
  readonly tags?: readonly IrregularTag[];
  /** Standard deviation of the noise of log engagement. @default 0.6 */
  readonly noise?: number;
  /** `heavy` is Student's t of 4 degrees of freedom, `slow` a first-order autoregression of 0.7. @default 'normal' */
  readonly shape?: 'normal' | 'heavy' | 'slow';
  /** @default 6 */
  readonly postsPerWeek?: number;
  /** Posts at any hour of the day, not from 7 to 22 o'clock. @default false */
  readonly roundTheClock?: boolean;
  /** How often the rate multiplies over the history. @default 1 */
  readonly growth?: number;
  readonly weekendRatio?: number;
  readonly eveningRatio?: number;
  /** Of Saturday evenings alone. @default 1 */
  readonly saturdayEveningRatio?: number;
  /** Captions, audio, lengths, questions and calls to action vary, and three in ten posts are feed posts. @default false */
  readonly varied?: boolean;
  /** Accounts reached by a usual post. @default 8000 */
  readonly reach?: number;
  /** Share of posts that multiply by 4 to 10. @default 0 */
  readonly viral?: number;
}

interface Moment {
  readonly time: number;
  readonly hour: number;
  readonly weekend: boolean;
  readonly saturday: boolean;
  readonly fromFriday: boolean;
}

/** Feed posts of varied accounts have 0.6 times the rate. */
const FEED_LOG = -0.5;

/**
 * Simulates an account's posts, oldest first. Written apart from `simulateHistory`, so that what the model finds does not
 * rest on one way of making accounts: other schedule, other shares of tags, other noise, captions of text.
 */
export function simulateIrregular(account: IrregularAccount, seed: number): PostInput[] {
  const random = createRandom(seed * 31_337 + account.posts);
  const normal = createNormal(seed * 65_537 + 3 * account.posts + 1);
  const moments = drawMoments(account, random);
  const carried = drawTags(account.tags ?? [], moments, random);
  const draw = noiseOf(account, normal);
  const [first, last] = [moments[0]?.time ?? 0, moments.at(-1)?.time ?? 1];
  return moments.map((moment, index): PostInput => {
    const feed = account.varied === true && random() < 0.3;
    const log =
      Math.log(0.035) +
      (account.tags ?? []).reduce((sum, { name, ratio = 1 }) => {
        return sum + (carried.get(name)?.[index] === true ? Math.log(ratio) : 0);
      }, 0) +
      (Math.log(account.growth ?? 1) * (moment.time - first)) / (last - first) +
      (moment.weekend ? Math.log(account.weekendRatio ?? 1) : 0) +
      (moment.hour >= 18 ? Math.log(account.eveningRatio ?? 1) : 0) +
      (moment.saturday && moment.hour >= 18 ? Math.log(account.saturdayEveningRatio ?? 1) : 0) +
      (feed ? FEED_LOG : 0) +
      (random() < (account.viral ?? 0) ? Math.log(4 + 6 * random()) : 0) +
      draw();
    const reach = Math.round((account.reach ?? 8_000) * Math.exp(0.5 * normal()));
    return {
      id: `p${String(index).padStart(5, '0')}`,
      timestamp: new Date(moment.time).toISOString(),
      media_product_type: feed ? 'FEED' : 'REELS',
      hashtags: (account.tags ?? []).flatMap(({ name }) => (carried.get(name)?.[index] === true ? [name] : [])),
      ...(account.varied === true ? varyPost(random) : {}),
      insights: {
        reach,
        views: Math.round(reach * 1.5 * Math.exp(0.1 * normal())),
        total_interactions: Math.round(reach * Math.exp(log)),
      },
    };
  });
}

/** Draws the moments of posts. Gaps between posts are half fixed, half exponential. */
function drawMoments(
  { posts, postsPerWeek = 6, roundTheClock = false }: IrregularAccount,
  random: () => number,
): Moment[] {
  let day = random() * 7;
  return Array.from({ length: posts }, (_, index): Moment => {
    day += (7 / postsPerWeek) * (0.5 - 0.5 * Math.log(1 - random()));
    const hour = roundTheClock ? Math.floor(24 * random()) : 7 + Math.floor(16 * random());
    const time = START + Math.floor(day) * DAY_MS + (hour * 3_600 + Math.floor(3_600 * random())) * 1_000 + index;
    const weekday = new Date(time).getUTCDay();
    const weekend = weekday === 0 || weekday === 6;
    return { time, hour, weekend, saturday: weekday === 6, fromFriday: weekday === 0 || weekday >= 5 };
  }).sort((a, b) => a.time - b.time);
}

function drawTags(
  tags: readonly IrregularTag[],
  moments: readonly Moment[],
  random: () => number,
): Map<string, boolean[]> {
  const carried = new Map<string, boolean[]>();
  for (const { name, share: given, on = 'all' } of tags) {
    const share = typeof given === 'number' ? given : given[0] + (given[1] - given[0]) * random();
    const run = { left: 0, carries: false };
    carried.set(
      name,
      moments.map((moment, index) => {
        if (typeof on === 'object') return random() < (carried.get(on.tag)?.[index] === true ? share : 0.1);
        switch (on) {
          case 'all':
            return random() < share;
          case 'late':
            return index >= 0.75 * moments.length && random() < share;
          case 'weekend':
            return moment.weekend && random() < share;
          case 'from_friday':
            return moment.fromFriday && random() < share;
          case 'runs':
            if (run.left === 0) Object.assign(run, { left: 4 + Math.floor(9 * random()), carries: random() < share });
            run.left -= 1;
            return run.carries;
          default:
            return on satisfies never;
        }
      }),
    );
  }
  return carried;
}

function noiseOf({ noise = 0.6, shape = 'normal' }: IrregularAccount, normal: () => number): () => number {
  let level = normal();
  switch (shape) {
    case 'normal':
      return () => noise * normal();
    case 'heavy':
      // The variance of t with 4 degrees of freedom is 2.
      return () => {
        const squares = [normal(), normal(), normal(), normal()].reduce((sum, value) => sum + value ** 2, 0);
        return (noise * normal()) / Math.sqrt(squares / 4) / Math.SQRT2;
      };
    case 'slow':
      return () => {
        level = 0.7 * level + Math.sqrt(1 - 0.7 ** 2) * normal();
        return noise * level;
      };
    default:
      return shape satisfies never;
  }
}

const WORDS = 'clay glaze studio morning kiln opened wheel bowl maker slow work hands shelf fire new piece'.split(' ');

function varyPost(random: () => number): Pick<PostInput, 'caption' | 'media_audio_type' | 'media_details'> {
  const words = Array.from({ length: Math.floor(Math.exp(1 + 2.2 * random())) }, () => {
    return WORDS[Math.floor(WORDS.length * random())] ?? '';
  });
  const ending = `${random() < 0.25 ? '?' : ''}${random() < 0.2 ? ' link in bio' : ''}`;
  return {
    caption: words.join(' ') + ending,
    media_audio_type: random() < 0.6 ? 'MUSIC' : 'ORIGINAL_AUDIO',
    media_details: { duration_seconds: 5 + 60 * random(), orientation: 'portrait' },
  };
}
