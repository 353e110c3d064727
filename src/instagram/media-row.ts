import * as v from 'valibot';

import { normalizeTimestamp } from '../base/time.ts';

// A field of another form is read as absent: it must not cost the post.
const text = v.fallback(v.nullish(v.string(), null), null);
const number = v.fallback(v.nullish(v.number(), null), null);
const time = v.pipe(
  v.string(),
  v.check((value) => normalizeTimestamp(value) !== null),
);

const childRow = v.object({ id: v.string(), media_type: v.nullish(v.string(), null) });

/** One post as Graph sends it. Fields that do not apply are absent, which reads as `null` here. */
export interface MediaRow {
  id: string;
  media_type: string;
  media_product_type: string | null;
  caption: string | null;
  permalink: string | null;
  timestamp: string;
  media_url: string | null;
  thumbnail_url: string | null;
  like_count: number | null;
  comments_count: number | null;
  media_audio_type: string | null;
  children: { data: { id: string; media_type: string | null }[] } | null;
  insights?: unknown;
  comments?: unknown;
}

const mediaRow: v.GenericSchema<unknown, MediaRow> = v.object({
  id: v.string(),
  media_type: v.string(),
  media_product_type: text,
  caption: text,
  permalink: text,
  timestamp: time,
  media_url: text,
  thumbnail_url: text,
  like_count: number,
  comments_count: number,
  media_audio_type: text,
  children: v.fallback(v.nullish(v.object({ data: v.array(childRow) }), null), null),
  insights: v.optional(v.unknown()),
  comments: v.optional(v.unknown()),
});

/** The row, or `null` when it lacks what no post can do without: an id, a type and a time. */
export function readMediaRow(value: unknown): MediaRow | null {
  const row = v.safeParse(mediaRow, value);
  return row.success ? row.output : null;
}
