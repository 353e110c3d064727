import type { Estimate } from '../documents/shapes.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { PlanningLine } from '../documents/planning.ts';
import type { ThemeTrait } from '../metrics/post-traits.ts';
import { compareThemes, type ThemeRow } from '../metrics/themes.ts';
import { describeLift } from './words.ts';

const TRAITS: readonly (readonly [ThemeTrait, string])[] = [
  ['hashtag', 'Hashtag'],
  ['caption_length', 'Caption length'],
  ['question', 'Question in the caption'],
  ['call_to_action', 'Call to action'],
];

/** What posts gained or lost by their themes, as far as chance is excluded. */
export function describeThemes(media: readonly MediaRecord[]): { helps: PlanningLine[]; hurts: PlanningLine[] } {
  const rows = TRAITS.flatMap(([by, label]) => compareThemes(media, { by }).rows.map((row) => ({ label, row })));
  const pick = (verdict: string): PlanningLine[] =>
    rows.filter(({ row }) => row.lift.verdict === verdict).map(({ label, row }) => toLine(label, row));
  return { helps: pick('helps'), hurts: pick('hurts') };
}

function toLine(label: string, { themes, lift, media_ids }: ThemeRow): PlanningLine {
  const estimate: Estimate = lift;
  return { text: `${label} ${themes.join(' + ')}: ${describeLift(lift)}.`, evidence: [...media_ids], estimate };
}
