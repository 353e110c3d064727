/**
 * What one request may ask for at once, in nodes: a post with insights, 10 comments and 5 replies to each weighs 63.
 * Between 50 and 100 of these. Meta publishes no number; the server answers code 1 "reduce the amount of data".
 */
export const USUAL_MAX_WEIGHT = 4_500;

/** Insights of one node, counted like this many nodes. */
export const INSIGHTS_WEIGHT = 2;
/** An edge without a limit inside another node, where its rows are few: the children of a carousel. */
export const CHILDREN_WEIGHT = 3;
