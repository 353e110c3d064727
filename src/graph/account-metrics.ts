import type { Sourced } from '../base/dated-table.ts';

export type MetricType = 'total_value' | 'time_series';

/** One account metric and how it must be asked. */
export interface AccountMetricEntry extends Sourced {
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
