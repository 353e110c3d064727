import { describe, expect, it } from 'vitest';

import * as check from '../../../src/instagram/inputs.ts';

describe('an id that goes into a path', () => {
  it('is digits, or the two parts of a comment id', () => {
    expect(() => {
      check.getMentionedComment({ commentId: '17841_42', options: {} });
      check.getMediaInsights({ media: '17841405309211844', options: {} });
      check.getMediaInsights({ media: { id: '17841405309211844', media_type: 'IMAGE' }, options: {} });
    }).not.toThrow();
  });

  it.each(['', '../me', '123/insights', '123?fields=id', '12 3', 'me', '１２３', '123\n', '1'.repeat(33), '_1', '1_'])(
    'is refused as %j, before any call',
    (id) => {
      expect(() => {
        check.getMentionedMedia({ mediaId: id, options: {} });
      }).toThrow(expect.objectContaining({ code: 'argument:mediaId' }) as Error);
      expect(() => {
        check.getMediaInsights({ media: { id, media_type: 'IMAGE' }, options: {} });
      }).toThrow(/media/);
    },
  );

  it('is refused as a number: it has lost digits already', () => {
    expect(() => {
      check.getRecentComments({ mediaId: 17_841_405_309_211_844, options: {} });
    }).toThrow(/as a text/);
  });

  it('is not repeated: it may be a token in the wrong place', () => {
    expect(() => {
      check.getRecentComments({ mediaId: 'EAAsecretsecretsecretsecret', options: {} });
    }).toThrow(/^(?!.*EAAsecret)/s);
  });
});
