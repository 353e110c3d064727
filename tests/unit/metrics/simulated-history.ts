import type { PostInput } from '../../../src/metrics/index.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';
import { createNormal } from './simulated-account.ts';

const HOUR_MS = 3_600_000;
const MONDAY = Date.UTC(2025, 0, 6);

/** Which posts carry a tag, in the order of the posts. */
export type TagPattern =
  | { readonly on: 'random'; readonly share: number }
  /** Only on the last so many posts. */
  | { readonly on: 'late'; readonly posts: number }
  /** On Saturdays and Sundays, or from Friday on. */
  | { readonly on: 'weekend' | 'friday_to_sunday'; readonly share: number }
  /** On a share of another tag's posts and on nothing else. */
  | { readonly on: 'companion'; readonly of: string; readonly share: number }
  /** In stretches of so many posts, with the chance that a stretch begins. */
  | { readonly on: 'runs'; readonly length: number; readonly share: number };

export interface SimulatedTag {
  readonly name: string;
  /** True ratio. @default 1 */
  readonly ratio?: number;
  readonly pattern: TagPattern;
}

/** An account with known truth. Ratios multiply the engagement rate. */
export interface SimulatedHistory {
  readonly posts: number;
  readonly tags?: readonly SimulatedTag[];
  /** Standard deviation of the noise of log engagement. @default 0.6 */
  readonly noise?: number;
  /** Correlation of the noise from post to post. @default 0 */
  readonly autoregression?: number;
  /** Share of the noise's variance that is autoregressive. @default 1 */
  readonly slowShare?: number;
  /** How often the rate multiplies over the history. @default 1 */
  readonly growth?: number;
  /** The same of reach. @default 1 */
  readonly reachGrowth?: number;
  readonly weekendRatio?: number;
  readonly eveningRatio?: number;
  /** Of Saturday evenings alone. @default 1 */
  readonly saturdayEveningRatio?: number;
  /** Share of posts that multiply by 4 to 12. @default 0 */
  readonly viral?: number;
  /** Share of posts without reach. @default 0 */
  readonly missingReach?: number;
  /** Share of feed posts, which have another level. @default 0 */
  readonly feed?: number;
  readonly feedRatio?: number;
  /** Whether the product type is known. @default true */
  readonly typed?: boolean;
  /** Accounts reached by a usual post. @default 20000 */
  readonly reach?: number;
  /** Mean hours between posts. @default 24 */
  readonly hoursBetween?: number;
  /** Posts come in bursts of up to three, then a pause. @default false */
  readonly bursts?: boolean;
  /** The last so many posts are under 48 hours old and have a fifth of their interactions. @default 0 */
  readonly immature?: number;
}

interface Draft {
  readonly time: number;
  readonly weekday: number;
  readonly hour: number;
  readonly tags: string[];
}

/** Simulates an account's posts, oldest first: log-normal noise around a rate of 3 %, effects multiply. */
export function simulateHistory(account: SimulatedHistory, seed: number): PostInput[] {
  const random = createRandom(seed * 7919 + 13);
  const normal = createNormal(seed * 104_729 + 7);
  const drafts = schedule(account, random);
  for (const tag of account.tags ?? []) assign(tag, drafts, random);
  const ratios = new Map((account.tags ?? []).map(({ name, ratio }) => [name, Math.log(ratio ?? 1)]));
  const [first, last] = [drafts[0]?.time ?? 0, drafts.at(-1)?.time ?? 1];
  const slowShare = account.autoregression === undefined ? 0 : (account.slowShare ?? 1);
  let slow = normal();
  return drafts.map(({ time, weekday, hour, tags }, index): PostInput => {
    const persistence = account.autoregression ?? 0;
    if (index > 0) slow = persistence * slow + Math.sqrt(1 - persistence ** 2) * normal();
    const noise = Math.sqrt(slowShare) * slow + Math.sqrt(1 - slowShare) * normal();
    const through = (time - first) / (last - first || 1);
    const feed = random() < (account.feed ?? 0);
    const immature = index >= drafts.length - (account.immature ?? 0);
    const log =
      Math.log(0.03) +
      tags.reduce((sum, tag) => sum + (ratios.get(tag) ?? 0), 0) +
      Math.log(account.growth ?? 1) * through +
      (weekday >= 6 ? Math.log(account.weekendRatio ?? 1) : 0) +
      (hour >= 18 ? Math.log(account.eveningRatio ?? 1) : 0) +
      (weekday === 6 && hour >= 18 ? Math.log(account.saturdayEveningRatio ?? 1) : 0) +
      (feed ? Math.log(account.feedRatio ?? 1) : 0) +
      (random() < (account.viral ?? 0) ? Math.log(4 + 8 * random()) : 0) +
      (account.noise ?? 0.6) * noise;
    const reach = Math.round(
      (account.reach ?? 20_000) * Math.exp(0.4 * normal() + Math.log(account.reachGrowth ?? 1) * through),
    );
    const interactions = Math.round(Math.max(0, reach * Math.exp(log) * (immature ? 0.2 : 1)));
    return {
      id: String(index).padStart(5, '0'),
      timestamp: new Date(time).toISOString(),
      ...(account.typed === false ? {} : { media_product_type: feed ? 'FEED' : 'REELS' }),
      hashtags: tags,
      maturing: immature,
      insights: {
        ...(random() < (account.missingReach ?? 0) ? {} : { reach }),
        views: Math.round(reach * 1.4),
        total_interactions: interactions,
      },
    };
  });
}

/** Hours of the day posts come at, mostly in the afternoon and the evening. */
const HOURS: readonly number[] = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 18, 19, 19, 20, 21];

function schedule(account: SimulatedHistory, random: () => number): Draft[] {
  let day = 0;
  return Array.from({ length: account.posts }, (_, index): Draft => {
    const between = (account.hoursBetween ?? 24) / 24;
    const pause = account.bursts === true ? (index % 3 === 0 ? between * 2.6 : between * 0.2) : between;
    day += pause * (0.6 + 0.8 * random());
    const hour = HOURS[Math.floor(random() * HOURS.length)] ?? 12;
    const time = MONDAY + (Math.floor(day) * 24 + hour) * HOUR_MS + index * 1_000;
    return { time, weekday: (Math.floor(day) % 7) + 1, hour, tags: [] };
  }).sort((a, b) => a.time - b.time);
}

function assign({ name, pattern }: SimulatedTag, drafts: readonly Draft[], random: () => number): void {
  let left = 0;
  drafts.forEach((draft, index) => {
    const carries = (): boolean => {
      switch (pattern.on) {
        case 'random':
          return random() < pattern.share;
        case 'late':
          return index >= drafts.length - pattern.posts;
        case 'weekend':
          return draft.weekday >= 6 && random() < pattern.share;
        case 'friday_to_sunday':
          return draft.weekday >= 5 && random() < pattern.share;
        case 'companion':
          return draft.tags.includes(pattern.of) && random() < pattern.share;
        case 'runs':
          if (left > 0) left -= 1;
          else if (random() < pattern.share / ((1 - pattern.share) * pattern.length)) left = pattern.length - 1;
          else return false;
          return true;
        default:
          return pattern satisfies never;
      }
    };
    if (carries()) draft.tags.push(name);
  });
}
