/** Account metrics by name. A metric left out is answered like one without data, never with 0. */
export type AccountInsightsSource = Readonly<Record<string, AccountMetricSource>>;

/**
 * Where one metric's numbers come from. Fixed totals answer any window of their length: `day` a window of one day,
 * `week` one of 7, `days_28` one of 28, and each day of a series. `daily` holds one number for each day.
 */
export interface AccountMetricSource {
  readonly day?: number | undefined;
  readonly week?: number | undefined;
  readonly days_28?: number | undefined;
  /**
   * `YYYY-MM-DD`, a day in Pacific time, to a number. Windows are summed; people are counted once in `reach` and
   * `accounts_engaged`, so there 70 % of the sum is taken, and at least the best day. Wins over the fixed totals.
   */
  readonly daily?: Readonly<Record<string, number>> | undefined;
  /** Breakdown names (sorted, joined by commas) to rows, the same for every window. */
  readonly breakdowns?: Readonly<Record<string, readonly BreakdownRow[]>> | undefined;
}

/** One row of a breakdown. `values` in the order of the sorted breakdown names. */
export interface BreakdownRow {
  readonly values: readonly string[];
  /** A number for every window, or one for each day as in `daily`. */
  readonly value: number | Readonly<Record<string, number>>;
}

/** Who the audience is. Keys of the inner records are breakdowns: `age`, `gender`, `age,gender`, `city`, `country`. */
export interface AudienceSource {
  readonly followers?: Readonly<Record<string, readonly BreakdownRow[]>> | undefined;
  readonly engaged?: Readonly<Record<string, readonly BreakdownRow[]>> | undefined;
  readonly reached?: Readonly<Record<string, readonly BreakdownRow[]>> | undefined;
  /** Engagements in the timeframe. Below 100 `engaged` and `reached` have no data. @default enough */
  readonly engagements?: number | undefined;
  /** Pacific day to hour of the day to followers online. An empty record is answered as `{}`. */
  readonly onlineFollowers?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
}
