const SECRET_PARAMS = ['access_token', 'appsecret_proof'] as const;

/**
 * A copy of an answer whose addresses carry no token: Graph repeats it, and the proof of the app's secret, in the
 * `next` and `previous` of a page. Everything else stays as it came, signed addresses of media included.
 *
 * @example
 * scrubLinks({ next: 'https://graph.facebook.com/1/media?access_token=EAA&after=QVFI' });
 * //=> { next: 'https://graph.facebook.com/1/media?after=QVFI' }
 */
export function scrubLinks(value: unknown): unknown {
  if (typeof value === 'string') return scrubLink(value);
  if (Array.isArray(value)) return value.map(scrubLinks);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scrubLinks(item)]));
}

function scrubLink(text: string): string {
  if (!/^https?:/i.test(text) || !SECRET_PARAMS.some((name) => text.includes(name)) || !URL.canParse(text)) return text;
  const url = new URL(text);
  for (const name of SECRET_PARAMS) url.searchParams.delete(name);
  return url.href;
}
