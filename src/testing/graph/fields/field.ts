/** One entry of `fields`: a name, its modifiers and what is asked inside it. */
export interface Field {
  readonly name: string;
  /** `.limit(5)` and the like. */
  readonly args: ReadonlyMap<string, string>;
  /** What stands in braces; `null` without braces. */
  readonly fields: readonly Field[] | null;
  /** The text between the braces, for links to the next page; `''` without braces. */
  readonly inner: string;
}

/** Modifiers a field may carry. */
export const MODIFIERS: readonly string[] = [
  ...['limit', 'after', 'before', 'since', 'until', 'order'],
  ...['metric', 'metric_type', 'period', 'breakdown', 'timeframe'],
  ...['username', 'media_id', 'comment_id'],
];
