import { describe, expect, it } from 'vitest';
import { fc, test } from '@fast-check/vitest';

import { cleanText, shorten, shortenMiddle } from '../../../src/report/html.ts';
import { formatChange, formatDay, formatHours, formatMoment, formatNumber } from '../../../src/report/format.ts';
import { formatPercent, formatRatio, formatSeconds, formatSize } from '../../../src/report/format.ts';
import { html, markup } from '../../../src/report/html.ts';
import type { Estimate } from '../../../src/documents/shapes.ts';
import { reasonOf, toneOf, verdictWords } from '../../../src/report/format.ts';
import { link, safeAddress } from '../../../src/report/html.ts';
import { SvgDocument, toMarkup } from '../../../src/report/charts/drawing.ts';
import { allOf, parsePage } from './parse-page.ts';

describe('the template', () => {
  it('escapes values between tags and inside attributes', () => {
    expect(String(html`<a title="${'" onclick="x'}">${"<b>&'"}</a>`)).toBe(
      '<a title="&quot; onclick=&quot;x">&lt;b&gt;&amp;&#39;</a>',
    );
  });

  it('takes what another template made as it is, and leaves nothing for nothing', () => {
    expect(String(html`${html`<i>${1}</i>`}${[html`a`, 'b<']}${null}${undefined}${false}${0}`)).toBe('<i>1</i>ab&lt;0');
    expect(String(html`${markup('<hr>')}`)).toBe('<hr>');
  });

  it('drops the indentation of the source and not that of a value', () => {
    // Not called html: formatting would change what is tested.
    const template = html;
    expect(
      String(template`<p>
      ${'a\n   b'}
    </p>`),
    ).toBe('<p>\na\n   b\n</p>');
  });

  test.prop([fc.string({ unit: 'grapheme' })])('lets no value become an element or an attribute', (text) => {
    const page = parsePage(`<!doctype html><html><body>${String(html`<p title="${text}">${text}</p>`)}</body></html>`);
    expect(allOf(page, 'body *')).toHaveLength(1);
    expect([...(page.querySelector('p')?.attributes ?? [])].map(({ name }) => name)).toEqual(['title']);
    expect(page.querySelector('p')?.getAttribute('title')).toBe(cleanText(text));
  });
});

describe('a text from outside', () => {
  it('loses control characters and what turns the reading direction', () => {
    expect(cleanText('a\u0000b\u202ec\r\nd\te')).toBe('a\ufffdb\ufffdc\nd\te');
  });

  it('loses tokens and the queries of signed addresses', () => {
    expect(cleanText('see https://scontent.example/v.mp4?oh=abc&oe=1F2E')).toBe(
      'see https://scontent.example/v.mp4?[redacted]',
    );
    expect(cleanText(`EAA${'x'.repeat(20)}`)).toBe('[redacted]');
  });

  it('is shortened between code points', () => {
    expect(shorten('👩👩👩👩', 3)).toBe('👩👩…');
    expect(shorten('abc', 3)).toBe('abc');
    expect(shortenMiddle('footage/2026/vase.mp4', 12)).toBe('footag…e.mp4');
  });
});

describe('a link', () => {
  it.each([
    ['https://www.instagram.com/reel/abc/', 'https://www.instagram.com/reel/abc/'],
    ['https://storage.googleapis.com/b/a%20b.mp4?X-Goog-Signature=1#x', 'https://storage.googleapis.com/b/a%20b.mp4'],
    ['http://www.instagram.com/reel/abc/', null],
    ['https://www.instagram.com.evil.example/', null],
    ['https://evil.example/https://www.instagram.com/', null],
    ['https://user:pass@www.instagram.com/', null],
    ['https://www.instagram.com:8443/', null],
    ['javascript:alert(1)', null],
    ['data:text/html,<b>', null],
    ['', null],
    [null, null],
  ])('%s leads to %s', (address, safe) => {
    expect(safeAddress(address)).toBe(safe);
  });

  it('says nothing to the site it leads to', () => {
    expect(String(link('https://www.instagram.com/p/1/', 'x'))).toBe(
      '<a href="https://www.instagram.com/p/1/" rel="noreferrer noopener">x</a>',
    );
    expect(String(link('javascript:x', 'x'))).toBe('x');
  });
});

describe('a figure in words', () => {
  it.each([
    [formatNumber(54_107), '54,107'],
    [formatNumber(1_234_567.891), '1,234,567.89'],
    [formatNumber(-3.5), '−3.5'],
    [formatNumber(0), '0'],
    [formatChange(12), '+12'],
    [formatChange(-12), '−12'],
    [formatPercent(0.7249), '0.72\u00a0%'],
    [formatRatio(1.6), '×1.60'],
    [formatSize(0.16), '0.16 MB'],
    [formatSize(801.28), '801.3 MB'],
    [formatSize(2_048), '2 GB'],
    [formatSize(3_145_728), '3 TB'],
    [formatSeconds(12.44), '12.4 s'],
    [formatSeconds(64.2), '1 min 4 s'],
    [formatHours(6), '6 h'],
    [formatHours(72), '3 days'],
    [formatDay('2026-01-05T23:59:59Z'), 'Jan 5, 2026'],
    [formatDay('yesterday'), 'yesterday'],
    [formatMoment('2026-01-05T23:59:59Z'), 'Jan 5, 2026, 23:59 UTC'],
    [formatMoment('yesterday'), 'yesterday'],
  ])('%s is %s', (shown, expected) => {
    expect(shown).toBe(expected);
  });

  it.each([
    [null, 'helps', 'too few posts to say', 'good'],
    [1, 'helps', 'did better', 'good'],
    [1, 'rising', 'rising', 'good'],
    [1, 'hurts', 'did worse', 'bad'],
    [1, 'falling', 'falling', 'bad'],
    [1, undefined, 'no verdict', 'quiet'],
    // Of a later version of the documents.
    [1, 'mixed', 'mixed', 'quiet'],
  ])('of %s with the verdict %s is told as "%s"', (value, verdict, words, tone) => {
    const estimate = { value, interval: null, level: 0.8, n: 9, method: '', basis: '', verdict } as unknown as Estimate;
    expect([verdictWords(estimate), toneOf(estimate)]).toEqual([words, tone]);
  });

  it('that is missing names its reason, the first that is known', () => {
    expect(reasonOf({ 'insights.likes': 'hidden' }, 'insights.likes', 'like_count')).toBe('hidden by the account');
    expect(reasonOf({ like_count: 'failed' }, 'insights.likes', 'like_count')).toBe('could not be read');
    expect(reasonOf({}, 'insights.likes')).toBe('not in the document');
  });
});

describe('a drawing', () => {
  it('is one picture with one name, without a style sheet and without labels inside', () => {
    const document = new SvgDocument();
    const svg = document.createElementNS('', 'svg');
    const group = svg.appendChild(document.createElementNS('', 'g'));
    group.setAttribute('aria-label', 'dot');
    group.setAttribute('transform', 'translate(1.23456,2)');
    svg.insertBefore(document.createElementNS('', 'style'), group);
    group.appendChild(document.createTextNode('<b>'));
    expect(toMarkup(svg, 'a "b"')).toBe(
      '<svg role="img" aria-label="a &quot;b&quot;"><g transform="translate(1.23,2)">&lt;b&gt;</g></svg>',
    );
  });

  it('that another document made is refused', () => {
    expect(() => toMarkup({}, 'x')).toThrow(TypeError);
  });
});
