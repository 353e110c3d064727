import type { Login, Sourced } from './platform.ts';

/** What this library reads, by the permission it takes. */
export type Purpose = 'account' | 'insights' | 'comments';

/** A permission and what it is for. */
export interface ScopeRow extends Sourced {
  readonly scope: string;
  readonly login: Login;
  readonly purpose: Purpose;
}

const SOURCED = { source: 'Instagram platform overview; migration guide', checkedOn: '2026-11-22' } as const;

export const SCOPES: readonly ScopeRow[] = [
  { scope: 'instagram_basic', login: 'facebook', purpose: 'account', ...SOURCED },
  { scope: 'pages_show_list', login: 'facebook', purpose: 'account', ...SOURCED },
  { scope: 'pages_read_engagement', login: 'facebook', purpose: 'insights', ...SOURCED },
  { scope: 'instagram_manage_insights', login: 'facebook', purpose: 'insights', ...SOURCED },
  { scope: 'instagram_manage_comments', login: 'facebook', purpose: 'comments', ...SOURCED },
  { scope: 'instagram_business_basic', login: 'instagram', purpose: 'account', ...SOURCED },
  { scope: 'instagram_business_manage_insights', login: 'instagram', purpose: 'insights', ...SOURCED },
  { scope: 'instagram_business_manage_comments', login: 'instagram', purpose: 'comments', ...SOURCED },
];

/** The permissions one purpose takes on one login. */
export function scopesFor(login: Login, purpose: Purpose): string[] {
  return SCOPES.filter((row) => row.login === login && row.purpose === purpose).map((row) => row.scope);
}
