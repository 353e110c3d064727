import { textHash } from './insights/row-order.ts';

/** Which file of a post an address leads to. */
export type CdnRole = 'media' | 'thumbnail' | 'picture';

const LIFE_S = 3 * 86_400;

/**
 * An address as Instagram's delivery network gives them: signed, good for some days, other each time it is read.
 * `read` makes the part that changes.
 */
export function cdnAddress(origin: string, role: CdnRole, id: string, now: number, read: number): string {
  const query = new URLSearchParams({
    _nc_cat: '101',
    _nc_rid: textHash(`${id}${String(read)}`)
      .toString(16)
      .padStart(10, '0'),
    ccb: '7-5',
    ...signature(role, id, Math.floor(now / 1_000) + LIFE_S),
  });
  const extension = role === 'media' ? 'mp4' : 'jpg';
  return `${origin}/cdn/${role}/${id}.${extension}?${query.toString()}`;
}

/** Whether an address was made by {@link cdnAddress} and has not expired. */
export function isCdnAddressValid(role: string, id: string, query: URLSearchParams, now: number): boolean {
  const expiry = Number.parseInt(query.get('oe') ?? '', 16);
  if (Number.isNaN(expiry) || expiry * 1_000 < now) return false;
  return signature(role, id, expiry).oh === query.get('oh');
}

function signature(role: string, id: string, expiry: number): { oh: string; oe: string } {
  const oe = expiry.toString(16).toUpperCase();
  return { oh: `00_Sim${textHash(`${role}/${id}/${oe}`).toString(16)}`, oe };
}
