import type { MediaContent } from './graph-dataset.ts';

/** A kind of post. `feed_video` is a video from before every video became a reel; `ad` has the product type `AD`. */
export type PostKind = 'reels' | 'image' | 'carousel' | 'feed_video' | 'ad';

/** Parts of a day, as hours of the account's time zone: 0–6, 6–12, 12–18, 18–24. */
export type Daypart = 'night' | 'morning' | 'afternoon' | 'evening';

/** What an account is made of. The same options always make the same account. */
export interface CreateAccountOptions {
  /** @default 1 */
  readonly seed?: number | undefined;
  /** Posts, stories not counted. @default 100 */
  readonly posts?: number | undefined;
  /** Stories of the last day before `endDate`. @default 0 */
  readonly stories?: number | undefined;
  /** @default 5_000 */
  readonly followers?: number | undefined;
  /** @default made from the seed */
  readonly accountId?: string | undefined;
  /** @default 'example_studio' */
  readonly username?: string | undefined;
  /** The newest post is at most a day older. @default '2026-11-22T12:00:00Z' */
  readonly endDate?: Date | string | undefined;
  /** @default 1 */
  readonly postsPerDay?: number | undefined;
  /** Weights of the kinds; each gets its exact share of the posts. @default reels 5, image 2, carousel 2, feed_video 1 */
  readonly mix?: Readonly<Partial<Record<PostKind, number>>> | undefined;
  /** @default 3 */
  readonly commentsPerPost?: number | undefined;
  /** Replies to every second comment. @default 1 */
  readonly repliesPerComment?: number | undefined;
  /** Tags to draw from. @default ten of them */
  readonly hashtags?: readonly string[] | undefined;
  /** @default 3 */
  readonly hashtagsPerPost?: number | undefined;
  /** IANA name, for the slots of `effects`. @default 'UTC' */
  readonly timezone?: string | undefined;
  /** Truths to be found again by an analysis. */
  readonly effects?: PlantedEffects | undefined;
  /** Standard deviation of the natural logarithm of a post's engagement. 0 makes every post alike. @default 0.3 */
  readonly noise?: number | undefined;
  /** Interactions per account reached before any effect. @default 0.05 */
  readonly engagementRate?: number | undefined;
  /** Posts with something wrong. */
  readonly flaws?: PlantedFlaws | undefined;
  /** What the media address of a post answers. @default filler */
  readonly content?:
    ((post: { readonly index: number; readonly kind: PostKind }) => MediaContent | undefined) | undefined;
  /** Days of account insights before `endDate`. @default 60 */
  readonly insightDays?: number | undefined;
}

/** What is planted. A ratio of 1.6 is 60 % above what the post would have had. */
export interface PlantedEffects {
  readonly tags?: readonly TagEffect[] | undefined;
  readonly slots?: readonly SlotEffect[] | undefined;
  readonly kinds?: Readonly<Partial<Record<PostKind, number>>> | undefined;
  /** What is lifted: interactions at the same reach, or the reach with its interactions. @default 'rate' */
  readonly lifts?: 'rate' | 'reach' | undefined;
}

/** A hashtag whose posts do better or worse. */
export interface TagEffect {
  readonly tag: string;
  readonly ratio: number;
  /** Share of posts that carry the tag, exact. @default 0.3 */
  readonly share?: number | undefined;
}

/** A part of a weekday in which posts do better or worse. */
export interface SlotEffect {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly daypart: Daypart;
  readonly ratio: number;
}

/** How many posts have which flaw. Each flaw goes to other posts as long as there are enough. */
export interface PlantedFlaws {
  /** The oldest posts. */
  readonly beforeBusinessAccount?: number | undefined;
  readonly hiddenLikes?: number | undefined;
  readonly missingMediaUrl?: number | undefined;
  /** Posts whose insights are valid but empty. */
  readonly withoutInsights?: number | undefined;
  /** Posts that refuse `views`. */
  readonly rejectingViews?: number | undefined;
  /** Posts with a media and product type nobody knows. */
  readonly unknownType?: number | undefined;
  /** The newest stories. */
  readonly fewViewers?: number | undefined;
}
