import type { Unavailable, UnavailableReason } from '../documents/unavailable.ts';
import { html, type Html } from './html.ts';

const WORDS: Readonly<Record<UnavailableReason, string>> = {
  not_requested: 'not asked for',
  not_applicable: 'does not apply',
  retired: 'retired by the platform',
  unsupported: 'not supported here',
  hidden: 'hidden by the account',
  not_enough_data: 'the platform gives no figure',
  before_business_account: 'older than the business account',
  forbidden: 'a permission is missing',
  rate_limited: 'a limit was reached',
  failed: 'could not be read',
};

/** What stands where a document gives neither a number nor a reason. */
const UNKNOWN = 'not in the document';

/**
 * Why a value is missing, in words: the first of the given paths that has a reason.
 *
 * @example
 * reasonOf({ 'insights.views': 'forbidden' }, 'insights.views'); //=> 'a permission is missing'
 */
export function reasonOf(unavailable: Unavailable, ...paths: readonly string[]): string {
  for (const path of paths) {
    const reason = unavailable[path];
    if (reason !== undefined) return WORDS[reason];
  }
  return UNKNOWN;
}

/** A dash with the reason beside it: what is missing is never shown as 0. */
export function missing(reason: string): Html {
  return html`<span class="none">— <span class="why">${reason}</span></span>`;
}

/** A number in its form, or a dash with the reason. */
export function shown(value: number | null, format: (value: number) => string, reason: string): Html {
  return value === null ? missing(reason) : html`${format(value)}`;
}
