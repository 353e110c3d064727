import type { Sourced } from '../base/dated-table.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../base/time.ts';

type MetricType = 'total_value' | 'time_series';

/** One account metric and how it must be asked. */
interface AccountMetricEntry extends Sourced {
  readonly metric: string;
  readonly periods: readonly string[];
  readonly metricTypes: readonly MetricType[];
  readonly breakdowns: readonly string[];
  /** A request without this breakdown is answered with an empty row. */
  readonly requiredBreakdown: string | null;
  /** Whether `account_insights` of the account record holds it. */
  readonly inAccountInfo: boolean;
  /** Fewest followers (or engagements) below which Graph gives nothing. */
  readonly minimumAudience: number | null;
  readonly unit: 'count' | 'accounts';
  /** Unique counts are not additive across windows. */
  readonly additive: boolean;
}

const SOURCED = {
  source: 'Account insights reference; probes of 2026-07-02, 2026-07-14 and 2026-08-05',
  checkedOn: '2026-11-22',
} as const;

const DAY_TOTAL = {
  periods: ['day'],
  metricTypes: ['total_value'],
  breakdowns: [],
  requiredBreakdown: null,
  inAccountInfo: true,
  minimumAudience: null,
  unit: 'count',
  additive: true,
  ...SOURCED,
} as const;

const DEMOGRAPHICS = {
  ...DAY_TOTAL,
  periods: ['lifetime'],
  breakdowns: ['age', 'gender', 'country', 'city'],
  inAccountInfo: false,
  minimumAudience: 100,
  unit: 'accounts',
  additive: false,
} as const;

/** Every account metric this library collects. Whatever chooses an account metric reads this table. */
export const ACCOUNT_METRICS: readonly AccountMetricEntry[] = [
  {
    ...DAY_TOTAL,
    metric: 'reach',
    periods: ['day', 'week', 'days_28'],
    metricTypes: ['time_series', 'total_value'],
    breakdowns: ['media_product_type', 'follow_type'],
    unit: 'accounts',
    additive: false,
  },
  { ...DAY_TOTAL, metric: 'views', breakdowns: ['media_product_type', 'follow_type'] },
  { ...DAY_TOTAL, metric: 'accounts_engaged', unit: 'accounts', additive: false },
  { ...DAY_TOTAL, metric: 'total_interactions', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'likes', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'comments', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'saves', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'shares', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'replies' },
  { ...DAY_TOTAL, metric: 'reposts' },
  { ...DAY_TOTAL, metric: 'profile_links_taps', breakdowns: ['contact_button_type'] },
  { ...DAY_TOTAL, metric: 'profile_views' },
  { ...DAY_TOTAL, metric: 'website_clicks' },
  {
    ...DAY_TOTAL,
    metric: 'follows_and_unfollows',
    breakdowns: ['follow_type'],
    requiredBreakdown: 'follow_type',
    inAccountInfo: false,
    minimumAudience: 100,
    unit: 'accounts',
  },
  {
    ...DAY_TOTAL,
    metric: 'online_followers',
    periods: ['lifetime'],
    metricTypes: ['time_series'],
    inAccountInfo: false,
    minimumAudience: 100,
    unit: 'accounts',
    additive: false,
  },
  { ...DEMOGRAPHICS, metric: 'follower_demographics' },
  { ...DEMOGRAPHICS, metric: 'engaged_audience_demographics' },
  { ...DEMOGRAPHICS, metric: 'reached_audience_demographics' },
];

/** Lists the metrics of the account record that come as one day's total, in table order. */
export function dayTotalMetrics(): string[] {
  return ACCOUNT_METRICS.filter((row) => row.inAccountInfo).map((row) => row.metric);
}

/** A name Graph no longer accepts for an account, and what to ask instead. */
export const RETIRED_ACCOUNT_METRICS: Readonly<Record<string, string | null>> = {
  impressions: 'views',
  email_contacts: 'profile_links_taps',
  phone_call_clicks: 'profile_links_taps',
  text_message_clicks: 'profile_links_taps',
  get_directions_clicks: 'profile_links_taps',
  audience_gender_age: 'follower_demographics',
  audience_country: 'follower_demographics',
  audience_city: 'follower_demographics',
  audience_locale: null,
};

/** A range in unix seconds, half-open: `[since, until)`. */
export interface UnixRange {
  readonly since: number;
  readonly until: number;
}

/** The zone in which Graph cuts account insights into days. Source: account insights reference; checked 2026-11-22. */
const GRAPH_ZONE = 'America/Los_Angeles';

let clockFace: Intl.DateTimeFormat | undefined;

/** A format takes milliseconds to make: it is made when first asked for. */
function formatClock(time: number): Intl.DateTimeFormatPart[] {
  clockFace ??= new Intl.DateTimeFormat('en-US', {
    timeZone: GRAPH_ZONE,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return clockFace.formatToParts(time);
}

/**
 * Finds the last full Pacific day before a moment, of the right length on the two days a year that have 23 or 25 hours.
 *
 * @param now - milliseconds since the epoch
 */
export function lastPacificDay(now: number): UnixRange {
  const until = pacificMidnight(now);
  // Half a day back lies in the day before, however long that day is.
  const since = pacificMidnight(until - DAY_MS / 2);
  return { since: since / SECOND_MS, until: until / SECOND_MS };
}

/** Finds the Pacific midnight at or before a moment, in milliseconds. */
export function pacificMidnight(time: number): number {
  const rough = time - sinceMidnight(time);
  // The clocks changed since midnight when the face shows an hour: 23 means one too far back, 1 one too little.
  const shown = sinceMidnight(rough);
  if (shown === 0) return rough;
  return shown > DAY_MS / 2 ? rough + (DAY_MS - shown) : rough - shown;
}

function sinceMidnight(time: number): number {
  const part = (type: string): number => Number(formatClock(time).find((piece) => piece.type === type)?.value ?? '0');
  return part('hour') * HOUR_MS + part('minute') * 60_000 + part('second') * SECOND_MS + (time % SECOND_MS);
}
