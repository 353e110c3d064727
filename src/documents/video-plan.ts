import * as v from 'valibot';

/** A reason of a plan, with what it rests on. */
export interface VideoPlanReason {
  text: string;
  /** Ids of posts, comments or lines of the plan context (`F1`), names of files. */
  evidence: string[];
}

/** One piece of the video. */
export interface VideoPlanScene {
  /** Name of an object, or its `gs://` or public address. */
  file: string;
  /** Where in the file it begins. */
  start_seconds: number;
  duration_seconds: number;
  /** Words on the screen; `null` for none. */
  text: string | null;
}

/** A video to be made, as a model plans it. */
export interface VideoPlan {
  title: string;
  why: VideoPlanReason[];
  /** When to publish, ISO 8601; `null` for any time. */
  when: string | null;
  caption: string;
  /** Without `#`. */
  hashtags: string[];
  /** Name of an audio object; `null` for the sound of the clips, or none. */
  audio: string | null;
  scenes: VideoPlanScene[];
}

/** Objects beyond what is named are refused: strict modes of the vendors allow nothing else. */
const scene: v.GenericSchema<unknown, VideoPlanScene> = v.strictObject({
  file: v.pipe(
    v.string(),
    v.minLength(1),
    v.description('Name of a clip of the bucket, as a tool or the brief gave it.'),
  ),
  start_seconds: v.pipe(v.number(), v.minValue(0), v.description('Where in the clip the scene begins, in seconds.')),
  duration_seconds: v.pipe(v.number(), v.gtValue(0), v.description('How long the scene is, in seconds.')),
  text: v.pipe(v.nullable(v.string()), v.description('Words on the screen; null for none.')),
});

const reason: v.GenericSchema<unknown, VideoPlanReason> = v.strictObject({
  text: v.string(),
  evidence: v.pipe(
    v.array(v.string()),
    v.description('Ids of posts, comments or lines of the brief (F1), names of files that show it.'),
  ),
});

/** Validates a {@link VideoPlan}. */
export const videoPlanSchema: v.GenericSchema<unknown, VideoPlan> = v.strictObject({
  title: v.pipe(v.string(), v.minLength(1)),
  why: v.array(reason),
  when: v.pipe(
    v.nullable(v.string()),
    v.description('When to publish, ISO 8601 such as 2026-11-28T18:00:00Z; null for any time.'),
  ),
  caption: v.string(),
  hashtags: v.pipe(v.array(v.string()), v.description('Without #.')),
  audio: v.pipe(v.nullable(v.string()), v.description('Name of an audio file of the bucket; null for none.')),
  scenes: v.pipe(v.array(scene), v.minLength(1)),
});
