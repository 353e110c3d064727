/** The permission each part of the platform needs, by login. Source: permissions of the endpoint references. */
export interface ScopeTable {
  readonly basic: string;
  readonly insights: string;
  readonly comments: string;
  /** `null` where the login has no Pages. */
  readonly pages: string | null;
}

export const SCOPES: Readonly<Record<'facebook' | 'instagram', ScopeTable>> = {
  facebook: {
    basic: 'instagram_basic',
    insights: 'instagram_manage_insights',
    comments: 'instagram_manage_comments',
    pages: 'pages_show_list',
  },
  instagram: {
    basic: 'instagram_business_basic',
    insights: 'instagram_business_manage_insights',
    comments: 'instagram_business_manage_comments',
    pages: null,
  },
};

/** What a token of each login is given when nothing else is said. */
export const USUAL_SCOPES: Readonly<Record<'facebook' | 'instagram', readonly string[]>> = {
  facebook: [
    'pages_show_list',
    'instagram_basic',
    'instagram_manage_insights',
    'instagram_manage_comments',
    'pages_read_engagement',
    'public_profile',
  ],
  instagram: ['instagram_business_basic', 'instagram_business_manage_insights', 'instagram_business_manage_comments'],
};

/** The feature an app needs for hashtags. */
export const PUBLIC_CONTENT_FEATURE = 'Instagram Public Content Access';
