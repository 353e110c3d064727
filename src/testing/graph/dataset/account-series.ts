import { pacificDays } from '../pacific-days.ts';
import type { AccountInsightsSource, AudienceSource, BreakdownRow } from './account-insights-source.ts';
import type { CreateAccountOptions } from './create-account-options.ts';
import { drawsFor, normal } from './seeded.ts';

/** Share of the followers a usual day brings for each account metric. */
const DAILY_SHARE: Readonly<Record<string, number>> = {
  reach: 0.2,
  views: 0.35,
  profile_views: 0.01,
  website_clicks: 0.001,
  accounts_engaged: 0.012,
  total_interactions: 0.02,
  likes: 0.016,
  comments: 0.001,
  shares: 0.001,
  saves: 0.002,
  replies: 0.0005,
  reposts: 0.0003,
  profile_links_taps: 0.0004,
  follower_count: 0.002,
};

/** One number a day for every account metric, up to the day before the last. */
export function accountSeries(options: CreateAccountOptions, endMs: number): AccountInsightsSource {
  const { seed = 1, followers = 5_000, insightDays = 60 } = options;
  const end = Math.floor(endMs / 1_000);
  const days = pacificDays(end - (insightDays + 1) * 86_400, end - 86_400);
  const sources = Object.entries(DAILY_SHARE).map(([name, share], place) => {
    const daily = days.map(({ date, start }) => {
      const draw = drawsFor(seed + place, Math.floor(start / 86_400), 6);
      return [date, Math.round(followers * share * Math.exp(0.25 * normal(draw)))] as const;
    });
    return [name, { daily: Object.fromEntries(daily) }] as const;
  });
  const series: AccountInsightsSource = Object.fromEntries(sources);
  const gained = series['follower_count']?.daily ?? {};
  const lost = Object.fromEntries(Object.entries(gained).map(([date, count]) => [date, Math.floor(count / 3)]));
  return {
    ...series,
    follows_and_unfollows: {
      breakdowns: {
        follow_type: [
          { values: ['FOLLOWER'], value: gained },
          { values: ['NON_FOLLOWER'], value: lost },
        ],
      },
    },
  };
}

/** Who follows, by age, gender and place, and when they are online. */
export function accountAudience(options: CreateAccountOptions, endMs: number): AudienceSource {
  const { followers = 5_000 } = options;
  const rows = {
    age: spread(followers, [['18-24'], ['25-34'], ['35-44'], ['45-54']]),
    gender: spread(followers, [['F'], ['M'], ['U']]),
    'age,gender': spread(followers, [
      ['25-34', 'F'],
      ['25-34', 'M'],
      ['18-24', 'F'],
      ['18-24', 'M'],
    ]),
    city: spread(followers, [['Berlin, Berlin'], ['London, England'], ['Austin, Texas']]),
    country: spread(followers, [['US'], ['DE'], ['GB'], ['FR']]),
  };
  const end = Math.floor(endMs / 1_000);
  const hours = Object.fromEntries(
    Array.from({ length: 24 }, (_, hour) => [String(hour), Math.round(followers * (0.1 + 0.01 * hour))]),
  );
  const days = pacificDays(end - 7 * 86_400, end - 86_400);
  return {
    followers: rows,
    engaged: rows,
    reached: rows,
    engagements: followers,
    onlineFollowers: Object.fromEntries(days.map(({ date }) => [date, hours])),
  };
}

/** Half to the first, half of the rest to the second, and so on. */
function spread(total: number, keys: readonly (readonly string[])[]): readonly BreakdownRow[] {
  return keys.map((values, place) => ({ values, value: Math.floor(total / 2 ** (place + 1)) }));
}
