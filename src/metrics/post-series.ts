import { HOUR_MS, toEpochMs } from '../base/time.ts';
import type { Snapshot } from '../documents/history.ts';
import { measurePosts, type PostMeasure } from './measures.ts';
import { sortNewestFirst, type PostInput } from './post.ts';

/** What only grows with a post's age, and so can be followed over time. */
export type GrowingMeasure = Extract<
  PostMeasure,
  'views' | 'reach' | 'likes' | 'comments' | 'saved' | 'shares' | 'interactions' | 'total_watch_time_ms'
>;

export interface Reading {
  readonly ageHours: number;
  readonly value: number;
}

/** One post's readings over its life, youngest age first. */
export interface PostSeries {
  readonly mediaId: string;
  readonly timestamp: string;
  readonly productType: string | null;
  readonly readings: readonly Reading[];
}

/** A post as it stood at one time. */
export interface TimedPost {
  readonly takenAt: string;
  readonly post: PostInput;
}

/** Every post of every snapshot, with the time it was read. */
export function postsOf(history: readonly Snapshot[]): TimedPost[] {
  return history.flatMap(({ taken_at, analytics }) =>
    (analytics.recent_media ?? []).map((post) => ({ takenAt: taken_at, post })),
  );
}

/**
 * The readings of one measure per post, newest post first. A snapshot without the post, or without its figure, gives no
 * reading: the gap stays a gap. Readings from before the post's own timestamp are left out.
 */
export function collectSeries(timed: readonly TimedPost[], measure: GrowingMeasure): PostSeries[] {
  const { values } = measurePosts(
    timed.map(({ post }) => post),
    measure,
    {},
  );
  const posts = new Map<string, PostInput>();
  const readings = new Map<string, Map<number, number>>();
  for (const { takenAt, post } of timed) {
    const [taken, published] = [toEpochMs(takenAt), toEpochMs(post.timestamp)];
    const value = values.get(post);
    if (taken === null || published === null || taken < published) continue;
    posts.set(post.id, post);
    const ofPost = readings.get(post.id) ?? new Map<number, number>();
    readings.set(post.id, ofPost);
    const age = (taken - published) / HOUR_MS;
    // Two readings of one moment can differ only by delay: the larger is the later.
    if (value !== undefined) ofPost.set(age, Math.max(value, ofPost.get(age) ?? value));
  }
  return sortNewestFirst([...posts.values()]).map((post) => ({
    mediaId: post.id,
    timestamp: post.timestamp,
    productType: post.media_product_type ?? null,
    readings: [...(readings.get(post.id) ?? [])]
      .map(([ageHours, value]) => ({ ageHours, value }))
      .sort((a, b) => a.ageHours - b.ageHours),
  }));
}

/**
 * The value at an age: a reading of that very age, else on the straight line between the readings on either side of it,
 * if they are no further apart than the age itself. Else `null`: too far from any reading.
 *
 * @example
 * valueAtAge([{ ageHours: 20, value: 100 }, { ageHours: 30, value: 150 }], 24); //=> 120
 */
export function valueAtAge(readings: readonly Reading[], ageHours: number): number | null {
  const after = readings.find((reading) => reading.ageHours >= ageHours);
  if (after === undefined) return null;
  if (after.ageHours === ageHours) return after.value;
  const before = readings.findLast((reading) => reading.ageHours < ageHours);
  if (before === undefined || after.ageHours - before.ageHours > ageHours) return null;
  const share = (ageHours - before.ageHours) / (after.ageHours - before.ageHours);
  return before.value + share * (after.value - before.value);
}
