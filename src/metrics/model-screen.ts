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
