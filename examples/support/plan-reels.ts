/** Calls a tool and gives its data. */
export type Ask = (name: string, input?: Record<string, unknown>) => Promise<Record<string, unknown>>;

interface Clip {
  readonly name: string;
  readonly reason: string;
  readonly confidence: number;
  readonly age_days: number | null;
}
interface Media {
  readonly duration_seconds: number | null;
  readonly orientation: string | null;
}
interface Post {
  readonly id: string;
  readonly timestamp: string;
  readonly rate_by_reach: number | null;
  readonly comments: number | null;
}
interface Slot {
  readonly weekday: number;
  readonly daypart: string;
  readonly posts: number;
  readonly ratio: number;
}
interface Comment {
  readonly id: string;
  readonly username: string | null;
  readonly text: string;
}
interface Hashtag {
  readonly hashtag: string;
  readonly posts: number;
  readonly verdict: string | null;
  readonly median_engagement_rate: number | null;
}

const DAY_MS = 86_400_000;

/** Chooses clips, days, words and a question to answer from what the tools say, as an assistant would. */
export async function planReels(ask: Ask, count = 3): Promise<string[]> {
  const { sources } = (await ask('data_status')) as { sources: { source: string; as_of: string | null }[] };
  const { brief } = (await ask('planning_brief', { detail: 'brief', focus: 'footage', max_tokens: 800 })) as {
    brief: string;
  };
  const clips = await chooseClips(ask, count);
  const times = (await ask('instagram_best_times')) as { slots: Slot[]; enough_data: boolean; posts_used: number };
  const { media } = (await ask('instagram_list_recent_media', { limit: 25 })) as { media: Post[] };
  const { hashtags } = (await ask('instagram_hashtag_performance')) as { hashtags: Hashtag[] };
  const { account } = (await ask('instagram_get_account')) as { account: { username: string | null } };
  const question = await findQuestion(ask, media, account.username);

  const best = byRate(media, ({ rate_by_reach: rate }) => rate).slice(0, count);
  const tags = byRate(hashtags, ({ median_engagement_rate: rate, verdict }) => (verdict === 'hurts' ? null : rate));
  const asOf = sources.find(({ source }) => source === 'instagram')?.as_of ?? null;
  const monday = asOf === null ? null : nextMonday(asOf);
  const lines = clips.map(({ clip, media: details }, index) => {
    const when = times.enough_data ? bySlot(times.slots[index], monday) : byPost(best[index], monday);
    const tag = tags[index];
    return [
      `Reel ${String(index + 1)}: ${clip.name}`,
      `  clip: ${String(details.duration_seconds ?? 'unknown')} s, ${details.orientation ?? 'orientation unknown'}, ${String(clip.age_days ?? 'unknown')} days old, unused ${String(clip.confidence)} (${clip.reason})`,
      `  when: ${when}`,
      tag === undefined
        ? '  hashtag: none is known'
        : `  hashtag: ${tag.hashtag}, median ${String(tag.median_engagement_rate ?? 'unknown')} % in ${String(tag.posts)} posts (${tag.verdict ?? 'too_few'})`,
      ...(index === 0 && question !== null ? [`  answers: ${question.text} [${question.id}]`] : []),
    ].join('\n');
  });
  const known = times.enough_data
    ? `Times rest on ${String(times.posts_used)} posts.`
    : `${String(times.posts_used)} posts are too few to tell a best time: each day is that of a post that did well.`;
  return [`Plan from the data of ${asOf ?? 'unknown date'}`, ...lines, known, ...cautionsOf(brief)];
}

/** Sorts best first, without those of which no rate is known. */
function byRate<T>(rows: readonly T[], rateOf: (row: T) => number | null): T[] {
  const known = rows.filter((row) => rateOf(row) !== null);
  return known.sort((a, b) => (rateOf(b) ?? 0) - (rateOf(a) ?? 0));
}

/**
 * Chooses the newest unused clips that are portrait, or whose orientation nobody can tell, with what the files
 * themselves say.
 */
async function chooseClips(ask: Ask, count: number): Promise<{ clip: Clip; media: Media }[]> {
  const { clips } = (await ask('footage_unused', { orientation: 'portrait', limit: count * 4 })) as { clips: Clip[] };
  const chosen: { clip: Clip; media: Media }[] = [];
  for (const clip of clips) {
    if (chosen.length === count) break;
    const { media } = (await ask('gcs_file_details', { name: clip.name })) as { media: Media };
    if (media.orientation === 'portrait' || media.orientation === null) chosen.push({ clip, media });
  }
  return chosen;
}

/** Finds a question somebody else than the account asks, under the posts with the most comments. */
async function findQuestion(ask: Ask, media: readonly Post[], own: string | null): Promise<Comment | null> {
  const talked = media.filter(({ comments }) => (comments ?? 0) > 0);
  for (const { id } of talked.sort((a, b) => (b.comments ?? 0) - (a.comments ?? 0)).slice(0, 3)) {
    const { comments } = (await ask('instagram_list_comments', { media_id: id })) as { comments: Comment[] };
    const question = comments.find(({ text, username }) => text.includes('?') && username !== own);
    if (question !== undefined) return question;
  }
  return null;
}

function bySlot(slot: Slot | undefined, monday: Date | null): string {
  if (slot === undefined) return 'any time';
  const day = dayOf(monday, slot.weekday);
  return `${day} ${slot.daypart}, ${String(slot.ratio)} times the others (${String(slot.posts)} posts)`;
}

function byPost(post: Post | undefined, monday: Date | null): string {
  if (post === undefined) return 'any time';
  const time = new Date(post.timestamp);
  // Sunday is 0 to JavaScript and 7 to the calendar.
  const day = dayOf(monday, time.getUTCDay() === 0 ? 7 : time.getUTCDay());
  return `${day} ${time.toISOString().slice(11, 16)} UTC, as the post with ${String(post.rate_by_reach)} % engagement [${post.id}]`;
}

function nextMonday(asOf: string): Date {
  const now = new Date(asOf);
  const ahead = (8 - now.getUTCDay()) % 7 || 7;
  return new Date(now.getTime() + ahead * DAY_MS);
}

function dayOf(monday: Date | null, weekday: number): string {
  if (monday === null) return `weekday ${String(weekday)}`;
  return new Date(monday.getTime() + (weekday - 1) * DAY_MS).toISOString().slice(0, 10);
}

/** Lists the lines of the brief that say how sure it is. */
function cautionsOf(brief: string): string[] {
  const [, lines = ''] = /^## How sure\n((?:- .*\n?)*)/m.exec(brief) ?? [];
  return lines.trim() === '' ? [] : ['Cautions:', ...lines.trim().split('\n')];
}
