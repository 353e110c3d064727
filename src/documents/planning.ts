import * as v from 'valibot';

import { estimateSchema, type Estimate } from './shapes.ts';
import type { Orientation } from './media-metadata.ts';
import { count, numberOrNull, textOrNull, timestamp, timestampOrNull } from './shapes.ts';

/** Why a clip is taken for used, unused or neither. */
export const FOOTAGE_REASONS = ['ledger', 'length_and_time', 'name_in_caption', 'no_match', 'no_evidence'] as const;
/** Why a clip is taken for used, unused or neither. */
export type FootageReason = (typeof FOOTAGE_REASONS)[number];

/** One clip of the bucket, and what is known of its use. */
export interface FootageRow {
  name: string;
  /** The post it is matched to; `null` when there is none. */
  media_id: string | null;
  reason: FootageReason;
  /** 0 to 1: how sure the row's place in the list is. */
  confidence: number;
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

/** One statement of a plan. The ids say which posts, comments or files it rests on. */
export interface PlanningLine {
  text: string;
  evidence: string[];
  estimate?: Estimate;
}

/** What a planner needs to know, every line with its evidence. */
export interface PlanningContext {
  planning_info: {
    planning_version: '2.0';
    /** The moment all ages count from: when the account was collected. */
    as_of: string;
    inventory_generated_at: string;
    posts_analyzed: number;
    posts_maturing: number;
    /** Whether all clips were looked at, or only the newest of a large bucket. */
    footage_source: 'files' | 'highlights';
  };
  account: {
    username: string | null;
    followers_count: number | null;
    median_engagement_rate: number | null;
    engagement_basis: string | null;
  };
  what_worked: PlanningLine[];
  what_did_not: PlanningLine[];
  when_to_post: PlanningLine[];
  formats: PlanningLine[];
  audience_asks: PlanningLine[];
  growth: PlanningLine[];
  /** Unused clips that fit a vertical reel of 7 to 30 seconds, newest first. */
  clips_for_reels: FootageRow[];
  footage_counts: { used: number; unused: number; uncertain: number };
  /** What the data cannot say. */
  cautions: PlanningLine[];
}

const footageRowSchema: v.GenericSchema<unknown, FootageRow> = v.object({
  name: v.string(),
  media_id: textOrNull,
  reason: v.picklist(FOOTAGE_REASONS),
  confidence: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  created_time: timestampOrNull,
  age_days: numberOrNull,
  size_mb: numberOrNull,
  duration_seconds: numberOrNull,
  orientation: v.nullable(v.picklist(['portrait', 'landscape', 'square'])),
  still: textOrNull,
});

const lines: v.GenericSchema<unknown, PlanningLine[]> = v.array(
  v.object({ text: v.string(), evidence: v.array(v.string()), estimate: v.exactOptional(estimateSchema) }),
);

/** Validates a {@link PlanningContext}. */
export const planningContextSchema: v.GenericSchema<unknown, PlanningContext> = v.object({
  planning_info: v.object({
    planning_version: v.literal('2.0'),
    as_of: timestamp,
    inventory_generated_at: timestamp,
    posts_analyzed: count,
    posts_maturing: count,
    footage_source: v.picklist(['files', 'highlights']),
  }),
  account: v.object({
    username: textOrNull,
    followers_count: numberOrNull,
    median_engagement_rate: numberOrNull,
    engagement_basis: textOrNull,
  }),
  what_worked: lines,
  what_did_not: lines,
  when_to_post: lines,
  formats: lines,
  audience_asks: lines,
  growth: lines,
  clips_for_reels: v.array(footageRowSchema),
  footage_counts: v.object({ used: count, unused: count, uncertain: count }),
  cautions: lines,
});
