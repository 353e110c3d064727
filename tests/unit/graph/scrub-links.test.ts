import { describe, expect, it } from 'vitest';

import { scrubLinks } from '../../../src/graph/scrub-links.ts';

describe('scrubLinks', () => {
  it('takes token and proof out of every address, however deep, and leaves the cursor', () => {
    const next = 'https://graph.facebook.com/v26.0/1/media?access_token=EAAx&limit=2&appsecret_proof=ab&after=QVFI';
    expect(scrubLinks({ data: [{ comments: { paging: { next } } }], paging: { next } })).toEqual({
      data: [{ comments: { paging: { next: 'https://graph.facebook.com/v26.0/1/media?limit=2&after=QVFI' } } }],
      paging: { next: 'https://graph.facebook.com/v26.0/1/media?limit=2&after=QVFI' },
    });
  });

  it('leaves everything else as it came', () => {
    const body = {
      caption: 'my access_token story',
      media_url: 'https://cdn.example/a.mp4?_nc_ht=x&oh=y&oe=z',
      numbers: [1, null, true],
      none: null,
    };
    expect(scrubLinks(body)).toEqual(body);
  });
});
