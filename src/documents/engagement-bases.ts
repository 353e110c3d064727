/** What interactions are divided by for a rate, the one that is taken before the others first. */
export const ENGAGEMENT_BASES = ['reach', 'views', 'followers'] as const;
