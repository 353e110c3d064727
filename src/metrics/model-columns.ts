/** Most hashtags fitted together; the others are tested one by one beside them. */
const MOST_JOINT_TAGS = 40;
/** Posts on either side a post is compared with for screening. */
const SCREEN_REACH = 25;

/**
 * Chooses the hashtags that are fitted together where there are many: those whose posts lie farthest, in standard errors,
 * from the posts around them, since only a strong effect is mistaken for that of a companion.
 *
 * @param responses of the posts, oldest first
 * @param lists posts of each hashtag, as indexes
 * @source J. Fan and J. Lv, Sure independence screening, J. R. Stat. Soc. B 70 (2008)
 */
export function screenTags(
  responses: readonly number[],
  lists: readonly (readonly number[])[],
): Set<readonly number[]> {
  if (lists.length <= MOST_JOINT_TAGS) return new Set(lists);
  const sums = new Float64Array(responses.length + 1);
  responses.forEach((y, index) => {
    sums[index + 1] = (sums[index] ?? 0) + y;
  });
  const residuals = responses.map((y, index) => {
    const [from, to] = [Math.max(0, index - SCREEN_REACH), Math.min(responses.length, index + SCREEN_REACH + 1)];
    return y - ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  });
  const scored = lists.map((list) => ({
    list,
    score: Math.abs(list.reduce((sum, index) => sum + (residuals[index] ?? 0), 0)) / Math.sqrt(list.length),
  }));
  scored.sort((a, b) => b.score - a.score);
  return new Set(scored.slice(0, MOST_JOINT_TAGS).map(({ list }) => list));
}

/** Posts from which the course in time bends, and from which it is a spline. */
const QUADRATIC_FROM = 20;
const SPLINE_FROM = 90;
const POSTS_PER_KNOT = 60;
const MOST_DEGREES = 8;

/**
 * Gives the level and its course by days, scaled to −1…1: straight, quadratic, or a natural cubic spline with knots at
 * quantiles of the posts (T. Hastie, R. Tibshirani and J. Friedman, The Elements of Statistical Learning, 2009, § 5.2.1).
 */
export function timeCourse(times: readonly number[]): Float64Array[] {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const span = last - first;
  const scaled = Float64Array.from(times, (time) => (span === 0 ? 0 : (2 * (time - first)) / span - 1));
  const level = new Float64Array(times.length).fill(1);
  if (span === 0) return [level];
  if (times.length < QUADRATIC_FROM) return [level, scaled];
  if (times.length < SPLINE_FROM) return [level, scaled, scaled.map((t) => t * t)];
  const degrees = Math.min(MOST_DEGREES, 2 + Math.floor(times.length / POSTS_PER_KNOT));
  const knots = Array.from({ length: degrees + 1 }, (_, index) => {
    return scaled[Math.round((index / degrees) * (times.length - 1))] ?? 0;
  }).filter((knot, index, all) => index === 0 || knot - (all[index - 1] ?? -2) > 1e-3);
  const [end = 1, inner = 0] = [knots.at(-1), knots.at(-2)];
  const cube = (t: number, knot: number): number => Math.max(0, t - knot) ** 3;
  const bend = (t: number, knot: number): number => (cube(t, knot) - cube(t, end)) / (end - knot);
  return [level, scaled, ...knots.slice(0, -2).map((knot) => scaled.map((t) => bend(t, knot) - bend(t, inner)))];
}
