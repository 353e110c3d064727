import * as v from 'valibot';

import {
  FOOTAGE_REASONS,
  orientationSchema,
  planningClipSchema,
  planningSeriesSchema,
  shareSchema,
  type FootageReason,
  type PlanningClip,
  type PlanningSeries,
} from './footage.ts';
import type { Orientation } from './file.ts';
import {
  count,
  type Estimate,
  estimateSchema,
  numberOrNull,
  RATE_UNIT,
  schemaReference,
  textOrNull,
  timestamp,
  timestampOrNull,
} from './shapes.ts';

/** What kinds of statements a plan holds. Their subjects and figures: docs/planning.md. */
export const PLANNING_LINE_KINDS = [
  'outlier',
  'followers',
  'account_reach',
  'rhythm',
  'trend',
  'velocity',
  'trait',
  'no_finding',
  'no_slot',
  'tried_slots',
  'untried_slots',
  'online_hours',
  'length',
  'opening',
  'format',
  'question',
  'request',
  'topic',
  'content_gap',
  'never_posted',
  'family',
  'music',
  'experiment',
  'no_account',
  'no_inventory',
  'posts_unread',
  'few_posts',
  'maturing',
  'no_ledger',
  'unprobed',
  'highlights_only',
  'issue',
] as const;
/** What a statement is about. */
export type PlanningLineKind = (typeof PLANNING_LINE_KINDS)[number];

/** One statement of a plan, as data: `describePlanningLine` writes the sentence. */
export interface PlanningLine {
  /** What a plan cites it by: its section's letter and its place in it, `F1`. */
  id: string;
  kind: PlanningLineKind;
  /** Names of what it is about: of tags, groups, slots, series, or a quote. Chosen by others where the kind says so. */
  subject: string[];
  figures: Record<string, number | string | boolean | null>;
  /** Where the statement is an estimate: value, interval, number of posts, verdict. */
  estimate?: Estimate;
  /** Subjects that cannot be told apart from it in these posts. */
  used_with?: string[];
  /** Ids of the posts and comments, names of the files it rests on. */
  evidence: string[];
}

/** A line before it has its place in a section. */
export type DraftLine = Omit<PlanningLine, 'id'>;

/** The figures of a post, in this order. Rates are percent, `retention_ratio` a plain ratio. */
export const PLANNING_POST_FIGURES = [
  'views',
  'reach',
  'interactions',
  'engagement_rate',
  'save_rate',
  'share_rate',
  'skip_rate',
  'retention_ratio',
] as const;
/** A figure of a post. */
export type PlanningPostFigure = (typeof PLANNING_POST_FIGURES)[number];

/** One figure of a post against the account's own posts of the same kind. */
export interface ComparedFigure {
  value: number | null;
  /** Median of the other posts; `null` under 3 of them. */
  median: number | null;
  /** `value` / `median`. */
  ratio: number | null;
  /** Posts the median rests on. */
  posts: number;
  /** Whether the others are read at the same age, or as they are by now. */
  at: 'same_age' | 'now';
}

/** A post as a planner looks back on it. */
export interface PlanningPost {
  media_id: string;
  permalink: string | null;
  timestamp: string;
  age_hours: number | null;
  maturing: boolean;
  media_product_type: string | null;
  /** The beginning, on one line. */
  caption: string | null;
  hashtags: string[];
  /** Of the clip it is matched to. */
  series: string | null;
  audio: string | null;
  orientation: Orientation | null;
  duration_seconds: number | null;
  figures: Record<PlanningPostFigure, ComparedFigure>;
}

/** What somebody of the studio wrote about names in the bucket. Trusted. */
export interface PlanningNote {
  /** A folder, the beginning of a series or file name; `null` for a note about everything. */
  about: string | null;
  text: string;
}

/** A match of clips to a post that somebody should confirm before it goes into the ledger. */
export interface LedgerProposal {
  media_id: string;
  files: string[];
  published_at: string | null;
  /** 0 to 1. */
  confidence: number;
  reason: FootageReason | 'plan';
  /** Title of the plan it comes from; `null` when it was concluded from the clips. */
  plan: string | null;
}

/** What a planner needs to know, every line with its evidence. */
export interface PlanningContext {
  /** Identifier of the document's JSON Schema; in a written file. */
  $schema?: string;
  planning_info: {
    planning_version: '3.0';
    /** Of every key that ends in `_rate`. */
    rate_unit: 'percent';
    /** The moment all ages count from: when the account was collected, else the bucket; `null` without either. */
    as_of: string | null;
    inventory_generated_at: string | null;
    posts_analyzed: number;
    posts_maturing: number;
    /** Whether all clips were looked at, or only the newest of a large bucket; `null` without an inventory. */
    footage_source: 'files' | 'highlights' | null;
    /** IANA zone of slots and rhythm. */
    timezone: string;
    snapshots: number;
    ledger_entries: number;
  };
  account: {
    username: string | null;
    followers_count: number | null;
    median_engagement_rate: number | null;
    engagement_basis: string | null;
  };
  posts: {
    /** By interactions against the median, grown posts first; at most 3. */
    best: PlanningPost[];
    weakest: PlanningPost | null;
    latest: PlanningPost | null;
    /** Posts far from the others in one figure. */
    outliers: PlanningLine[];
  };
  /** Followers, reach, rhythm, trends, how a young post does. */
  state: PlanningLine[];
  /** What went together with better or worse posts beyond chance; one line that nothing did, when nothing did. */
  findings: PlanningLine[];
  timing: PlanningLine[];
  hooks_and_length: PlanningLine[];
  formats: PlanningLine[];
  /** What people ask, request and talk about. */
  audience: PlanningLine[];
  footage: {
    counts: { used: number; unused: number; uncertain: number };
    /** Unused clips, the best fit first. */
    clips: PlanningClip[];
    /** By number of unused clips. */
    series: PlanningSeries[];
    /** Subjects never posted, good subjects without clips, cuts of one piece, music. */
    lines: PlanningLine[];
  };
  /** What to try next, and what it would tell. */
  experiments: PlanningLine[];
  notes: PlanningNote[];
  /** Clips that look published and are in no ledger. */
  ledger_proposals: LedgerProposal[];
  /** What the data cannot say. */
  cautions: PlanningLine[];
}

const lineSchema: v.GenericSchema<unknown, PlanningLine> = v.object({
  id: v.string(),
  kind: v.picklist(PLANNING_LINE_KINDS),
  subject: v.array(v.string()),
  figures: v.record(v.string(), v.union([v.number(), v.string(), v.boolean(), v.null()])),
  estimate: v.exactOptional(estimateSchema),
  used_with: v.exactOptional(v.array(v.string())),
  evidence: v.array(v.string()),
});
const lines: v.GenericSchema<unknown, PlanningLine[]> = v.array(lineSchema);

const comparedSchema: v.GenericSchema<unknown, ComparedFigure> = v.object({
  value: numberOrNull,
  median: numberOrNull,
  ratio: numberOrNull,
  posts: count,
  at: v.picklist(['same_age', 'now']),
});

const postSchema: v.GenericSchema<unknown, PlanningPost> = v.object({
  media_id: v.string(),
  permalink: textOrNull,
  timestamp,
  age_hours: numberOrNull,
  maturing: v.boolean(),
  media_product_type: textOrNull,
  caption: textOrNull,
  hashtags: v.array(v.string()),
  series: textOrNull,
  audio: textOrNull,
  orientation: orientationSchema,
  duration_seconds: numberOrNull,
  figures: v.object(v.entriesFromList(PLANNING_POST_FIGURES, comparedSchema)),
});

/** Validates a {@link PlanningContext}. */
export const planningContextSchema: v.GenericSchema<unknown, PlanningContext> = v.object({
  $schema: schemaReference,
  planning_info: v.object({
    planning_version: v.literal('3.0'),
    rate_unit: v.literal(RATE_UNIT),
    as_of: timestampOrNull,
    inventory_generated_at: timestampOrNull,
    posts_analyzed: count,
    posts_maturing: count,
    footage_source: v.nullable(v.picklist(['files', 'highlights'])),
    timezone: v.string(),
    snapshots: count,
    ledger_entries: count,
  }),
  account: v.object({
    username: textOrNull,
    followers_count: numberOrNull,
    median_engagement_rate: numberOrNull,
    engagement_basis: textOrNull,
  }),
  posts: v.object({
    best: v.array(postSchema),
    weakest: v.nullable(postSchema),
    latest: v.nullable(postSchema),
    outliers: lines,
  }),
  state: lines,
  findings: lines,
  timing: lines,
  hooks_and_length: lines,
  formats: lines,
  audience: lines,
  footage: v.object({
    counts: v.object({ used: count, unused: count, uncertain: count }),
    clips: v.array(planningClipSchema),
    series: v.array(planningSeriesSchema),
    lines,
  }),
  experiments: lines,
  notes: v.array(v.object({ about: textOrNull, text: v.string() })),
  ledger_proposals: v.array(
    v.object({
      media_id: v.string(),
      files: v.array(v.string()),
      published_at: timestampOrNull,
      confidence: shareSchema,
      reason: v.picklist([...FOOTAGE_REASONS, 'plan']),
      plan: textOrNull,
    }),
  ),
  cautions: lines,
});
