import { formatsOf, type LocaleFormats } from '../base/locale.ts';
import { roundTo } from '../base/sums.ts';
import type { DraftLine } from '../documents/planning.ts';
import type { Estimate } from '../documents/shapes.ts';
import { KINDS, MEDIA_WORDS } from '../documents/vocabulary.ts';
import { DAYPARTS } from '../metrics/post-traits.ts';

/** What the platforms' other words mean. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...MEDIA_WORDS,
    UNKNOWN: 'unknown',
    saved: 'saves',
    total_interactions: 'interactions',
    clips_replays_count: 'replays',
    follows_and_unfollows: 'follows gained and lost',
    ig_reels_aggregated_all_plays_count: 'plays and replays',
    ig_reels_avg_watch_time: 'average watch time',
    ig_reels_video_view_total_time: 'total watch time',
    link_clicks: 'link taps',
    navigation: 'taps through stories',
    profile_activity: 'taps on the profile',
    profile_links_taps: 'taps on links of the profile',
    reels_skip_rate: 'skip rate',
    website_clicks: 'taps on the website',
    MUSIC: 'licensed music',
    ORIGINAL_SOUND: 'original sound',
    ai: 'made with AI',
    not_ai: 'not made with AI',
    STANDARD: 'standard',
    NEARLINE: 'nearline, read about monthly',
    COLDLINE: 'coldline, read about quarterly',
    ARCHIVE: 'archive, read about yearly',
    RAPID: 'rapid, in one zone',
  }),
);

/**
 * Writes a word of a platform or a document as a reader would: the one table of them.
 *
 * @example
 * plain('15_to_30s'); //=> '15 to 30 s'
 */
export function plain(key: string): string {
  return KINDS.get(key)?.[1] ?? WORDS.get(key) ?? key.replaceAll('_', ' ').replace(/(\d)s\b/g, '$1 s');
}

/** How a sentence is written. */
export interface LineTextOptions {
  /** For a text somebody else chose or wrote. @default as it is */
  readonly quote?: ((text: string) => string) | undefined;
  /** BCP 47 locale of numbers and dates; the words are English. @default digits without separators and ISO dates */
  readonly locale?: string | undefined;
}

/** A figure of a line, where the line has it. */
type LineFigure = DraftLine['figures'][string] | undefined;

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** What each trait, trend and figure is called. */
const NAMES: Readonly<Record<string, string>> = {
  hashtag: 'Hashtag',
  caption_length: 'Caption length',
  question: 'Question in the caption',
  call_to_action: 'Call to action',
  product_type: 'Product type',
  duration: 'Length',
  orientation: 'Orientation',
  audio: 'Audio',
  ai: 'Posts',
  series: 'Series',
  carousel_size: 'Carousel of',
  day_type: 'Posting on a',
  weekday: 'Posting on',
  daypart: 'Posting in the',
  slot: 'Posting on',
  views: 'views',
  reach: 'reach',
  interactions: 'interactions',
  engagement_rate: 'engagement rate',
  save_rate: 'saves per reach',
  share_rate: 'shares per reach',
  skip_rate: 'skip rate',
  retention_ratio: 'retention',
};

/** Traits whose values others choose. Of other traits a value that does not look like a word of a vocabulary is quoted, too. */
const CHOSEN_BY_OTHERS: ReadonlySet<unknown> = new Set(['hashtag', 'series']);
const WORD_LOOK = /^[\w-]{1,40}$/;

/** Writes the names, numbers and estimates of a sentence, quotes and numbers as the options say. */
export class LineWriter {
  readonly quote: (text: string) => string;
  readonly #formats: LocaleFormats | null;

  constructor({ quote, locale }: LineTextOptions = {}) {
    this.quote = quote ?? ((text) => text);
    this.#formats = locale === undefined ? null : formatsOf(locale);
  }

  /** Writes a figure: a number with at most two decimals below 100 and none above. */
  show(value: LineFigure): string {
    if (typeof value === 'number') return this.number(roundTo(value, Math.abs(value) < 100 ? 2 : 0));
    return value === null || value === undefined ? 'unknown' : String(value);
  }

  number(value: number): string {
    return this.#formats === null ? String(value) : this.#formats.number(value);
  }

  signed(value: LineFigure): string {
    return typeof value === 'number' && value > 0 ? `+${this.number(value)}` : this.show(value);
  }

  countOf(count: LineFigure, noun: string): string {
    return `${this.show(count)} ${noun}${count === 1 ? '' : 's'}`;
  }

  /** Writes a share of 1 in percent. */
  percent(value: LineFigure): string {
    return typeof value === 'number' ? `${this.number(roundTo(value * 100, 0))} %` : 'unknown';
  }

  /** Writes the difference of a ratio from 1 in percent, with its sign. */
  change(ratio: number): string {
    return `${this.signed(roundTo((ratio - 1) * 100, 0))} %`;
  }

  ratio(value: number): string {
    return this.number(roundTo(value, value < 10 ? 1 : 0));
  }

  day(time: LineFigure): string {
    const day = String(time).slice(0, 10);
    return this.#formats === null ? day : this.#formats.day(day);
  }

  nameOf(key: LineFigure): string {
    return NAMES[String(key)] ?? plain(String(key));
  }

  /** Writes the value of a trait; `quote` sets what others chose. */
  valueOf(trait: LineFigure, value: string): string {
    if (trait === 'weekday') return weekdayName(value);
    const [weekday = '', daypart] = value.split('/');
    if (trait === 'slot' && daypart !== undefined) return `${weekdayName(weekday)} ${daypart}`;
    return CHOSEN_BY_OTHERS.has(trait) || !WORD_LOOK.test(value) ? this.quote(value) : plain(value);
  }

  /** Writes slots as data names them, `6/evening` or `6/evening/3` with a count, by part of the day; seven days are every day. */
  slots(slots: readonly string[]): string {
    const byDaypart = new Map<string, { days: string[]; isCounted: boolean }>();
    for (const slot of slots) {
      const [weekday, daypart = '', count] = slot.split('/');
      const day = weekdayName(weekday).slice(0, 3);
      const days = byDaypart.get(daypart)?.days ?? [];
      days.push(count === undefined ? day : `${day} ${this.show(Number(count))}`);
      byDaypart.set(daypart, { days, isCounted: count !== undefined });
    }
    return DAYPARTS.flatMap((daypart) => {
      const found = byDaypart.get(daypart);
      if (found === undefined) return [];
      return [`${daypart} ${found.days.length === 7 && !found.isCounted ? 'every day' : found.days.join(', ')}`];
    }).join('; ');
  }

  postsOf(estimate: Estimate | undefined): string {
    return this.countOf(estimate?.n ?? 0, 'post');
  }

  ratioOf(estimate: Estimate | undefined): string {
    return estimate?.value == null ? 'an unknown number of' : this.ratio(estimate.value);
  }

  interval(estimate: Estimate | undefined, write: (end: number) => string): string {
    const ends = estimate?.interval;
    return ends == null ? '' : `, between ${ends.map(write).join(' and ')} at 80 % confidence`;
  }

  /**
   * Writes a ratio that was shrunk towards 1 with the interval before that, which need not lie about it.
   *
   * @example
   * new LineWriter().lift({ value: 1.6, n: 12, interval: [1.2, 2.1], method: '', basis: 'reach' });
   * //=> '60 % above the others (12 posts, a cautious figure; alone they say +20 % to +110 % at 80 % confidence)'
   */
  lift(estimate: Estimate | undefined): string {
    if (estimate?.value == null) return `that are too few to compare (${this.show(estimate?.n ?? 0)})`;
    const change = roundTo((estimate.value - 1) * 100, 0);
    const size = change === 0 ? 'level with' : `${this.number(Math.abs(change))} % ${change > 0 ? 'above' : 'below'}`;
    const range = estimate.interval?.map((end) => this.change(end)).join(' to ');
    const alone = range === undefined ? '' : `, a cautious figure; alone they say ${range} at 80 % confidence`;
    return `${size} the others (${this.postsOf(estimate)}${alone})`;
  }

  trend(estimate: Estimate | undefined): string {
    if (estimate?.value == null) return `too few posts for a trend (${this.show(estimate?.n ?? 0)})`;
    if (estimate.verdict !== 'rising' && estimate.verdict !== 'falling') {
      return `no trend beyond chance (${this.postsOf(estimate)})`;
    }
    const range = this.interval(estimate, (end) => this.change(end));
    return `${estimate.verdict}, ${this.change(estimate.value)} in 30 days${range}, ${this.postsOf(estimate)}`;
  }
}

/** Tells the unit a figure is written with. */
export function unitOf(figure: LineFigure): string {
  return /_rate$|^engagement/.test(String(figure)) ? ' %' : '';
}

/** Writes a text with a capital first letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function weekdayName(weekday: LineFigure): string {
  return WEEKDAYS[Number(weekday) - 1] ?? String(weekday);
}
