import type { Estimate } from '../documents/estimate.ts';
import type { EngagementBasis } from '../documents/media.ts';
import type { Tone } from './draw-charts.ts';

import { html, type Html } from './html.ts';
import { missing } from './missing.ts';

const BASES: Readonly<Record<EngagementBasis, string>> = {
  reach: 'interactions per 100 accounts reached',
  views: 'interactions per 100 views',
  followers: 'interactions per 100 followers',
};

/** What a rate is of. */
export function basisWords(basis: EngagementBasis | null): string {
  return basis === null ? 'no post has a rate' : BASES[basis];
}

const VERDICTS: Readonly<Record<string, string>> = {
  helps: 'did better',
  hurts: 'did worse',
  no_evidence: 'no evidence of a difference',
  too_few: 'too few posts to say',
  rising: 'rising',
  falling: 'falling',
};

/** What an estimate concludes, and nothing beyond. */
export function verdictWords({ value, verdict }: Estimate): string {
  if (value === null) return VERDICTS['too_few'] ?? '';
  return verdict === undefined ? 'no verdict' : (VERDICTS[verdict] ?? verdict);
}

/** A colour only where the estimate has a conclusion. */
export function toneOf({ verdict }: Estimate): Tone {
  if (verdict === 'helps' || verdict === 'rising') return 'good';
  return verdict === 'hurts' || verdict === 'falling' ? 'bad' : 'quiet';
}

/** The value of an estimate, or why there is none. */
export function estimated({ value }: Estimate, format: (value: number) => string): Html {
  return value === null ? missing('too few posts to say') : html`${format(value)}`;
}

/** Both ends of an interval. */
export function intervalWords({ interval }: Estimate, format: (value: number) => string): Html {
  return interval === null ? missing('no interval') : html`${format(interval[0])} to ${format(interval[1])}`;
}

/** `up_to_50` as a reader would write it. */
export function plain(key: string): string {
  return key.replaceAll('_', ' ');
}
