const HOST = 'https://storage.googleapis.com';

/** Names made of these alone are the same in a URL, unless one of their segments is `.` or `..`. */
const PLAIN = /^[\w\-~./]+$/;
const LONE_SURROGATES = /\p{Surrogate}/gu;
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:\/|$)/;

/**
 * Percent-encodes an object name segment by segment. Half of a surrogate pair, which no stored name has, becomes U+FFFD
 * instead of throwing. A name with a `.` or `..` segment has its slashes encoded too, or a URL parser would resolve it
 * to another object.
 *
 * @example
 * encodeObjectPath('video/a b.mp4'); //=> 'video/a%20b.mp4'
 */
function encodeObjectPath(name: string): string {
  const mayHaveDotSegment = name.startsWith('.') || name.includes('/.');
  if (!mayHaveDotSegment && PLAIN.test(name)) return name;
  const encoded = encodeURIComponent(name.replaceAll(LONE_SURROGATES, '\uFFFD'));
  return mayHaveDotSegment && DOT_SEGMENT.test(name) ? encoded : encoded.replaceAll('%2F', '/');
}

/** Gives the addresses of a bucket's objects, the bucket's part made once. */
export function createAddresses(bucket: string): { publicUrl(name: string): string; gsUri(name: string): string } {
  const urlStart = `${HOST}/${encodeObjectPath(bucket)}/`;
  const uriStart = `gs://${bucket}/`;
  return { publicUrl: (name) => urlStart + encodeObjectPath(name), gsUri: (name) => uriStart + name };
}
