/** Upper ends of the caption lengths, in characters as a reader counts code points, hashtags included. */
const CAPTION_LENGTHS: readonly (readonly [name: string, most: number])[] = [
  ['no_caption', 0],
  ['up_to_50', 50],
  ['51_to_150', 150],
  ['151_to_500', 500],
];

/** Which length a caption has: `no_caption`, `up_to_50`, `51_to_150`, `151_to_500`, `over_500` characters. */
export function captionLength(caption: string | null | undefined): string {
  const length = [...(caption ?? '').trim()].length;
  return CAPTION_LENGTHS.find(([, most]) => length <= most)?.[0] ?? 'over_500';
}
