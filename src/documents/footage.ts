import * as v from 'valibot';

import type { Orientation } from './file.ts';
import { count, numberOrNull, textOrNull, timestampOrNull } from './shapes.ts';

/** Why a clip is taken for used, unused or neither. */
export const FOOTAGE_REASONS = [
  'ledger',
  'length_and_time',
  'name_in_caption',
  'other_cut',
  'shared_length',
  'no_match',
  'no_evidence',
] as const;
/** Why a clip is taken for used, unused or neither. */
export type FootageReason = (typeof FOOTAGE_REASONS)[number];

/** One clip of the bucket, and what is known of its use. */
export interface FootageRow {
  name: string;
  /** The post it is matched to; `null` when there is none. */
  media_id: string | null;
  reason: FootageReason;
  /** 0 to 1: probability that the clip was published, in `unused` that it was not. */
  confidence: number;
  /** On reason `other_cut`: the published clip it is another cut of. */
  other_cut_of?: string;
  created_time: string | null;
  /** Whole days; `null` when the file has no date. */
  age_days: number | null;
  /** `null` where the source gave no byte count. */
  size_mb: number | null;
  duration_seconds: number | null;
  orientation: Orientation | null;
  /** The picture beside the clip. */
  still: string | null;
}

/** Clips by what is known of their use. */
export interface FootageMatches {
  used: FootageRow[];
  unused: FootageRow[];
  uncertain: FootageRow[];
}

/** An unused clip as a planner chooses among them. */
export interface PlanningClip extends FootageRow {
  /** What its name has in common with others: `timelapse_tu`; `null` when it belongs to no series. */
  series: string | null;
  /** The id its name ends with: `24` of `tu24`. */
  series_number: number | null;
  /** 0 to 1: length, orientation, age and similarity to what worked. Clips are in this order. */
  fit: number;
}

/** Unused clips whose names differ by a number or a date alone. */
export interface PlanningSeries {
  series: string;
  unused: number;
  used: number;
  /** Shortest and longest of the unused clips whose length is known; `null` when none is. */
  seconds: [number, number] | null;
  /** Of the unused clips; `null` is not known. */
  orientations: { portrait: number; landscape: number; square: number; unknown: number };
  newest: string | null;
  /** The clip that fits best. */
  example: string;
  /** What the studio's notes say of it. */
  note: string | null;
}

/** Which way up a picture is. */
export const orientationSchema: v.GenericSchema<unknown, Orientation | null> = v.nullable(
  v.picklist(['portrait', 'landscape', 'square']),
);
/** 0 to 1. */
export const shareSchema: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const footageEntries = {
  name: v.string(),
  media_id: textOrNull,
  reason: v.picklist(FOOTAGE_REASONS),
  confidence: shareSchema,
  other_cut_of: v.exactOptional(v.string()),
  created_time: timestampOrNull,
  age_days: numberOrNull,
  size_mb: numberOrNull,
  duration_seconds: numberOrNull,
  orientation: orientationSchema,
  still: textOrNull,
};

/** Validates a {@link PlanningClip}. */
export const planningClipSchema: v.GenericSchema<unknown, PlanningClip> = v.object({
  ...footageEntries,
  series: textOrNull,
  series_number: numberOrNull,
  fit: shareSchema,
});

/** Validates a {@link PlanningSeries}. */
export const planningSeriesSchema: v.GenericSchema<unknown, PlanningSeries> = v.object({
  series: v.string(),
  unused: count,
  used: count,
  seconds: v.nullable(v.strictTuple([v.number(), v.number()])),
  orientations: v.object({ portrait: count, landscape: count, square: count, unknown: count }),
  newest: timestampOrNull,
  example: v.string(),
  note: textOrNull,
});
