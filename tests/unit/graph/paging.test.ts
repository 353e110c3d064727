import { describe, expect, it } from 'vitest';

import { isGraphApiError } from '../../../src/base/errors.ts';
import { readCursorPage, readNestedPage, readPage } from '../../../src/graph/paging.ts';
import { fixture } from './fixtures.ts';

describe('readPage', () => {
  it('goes on from the cursor beside next', () => {
    const page = readPage(fixture('media-list-page-1').body);
    expect(page.rows.length).toBeGreaterThan(0);
    expect(page.after).toMatch(/\w+/);
  });

  it('ends where next is absent, cursors or not', () => {
    expect(readPage(fixture('media-list-last-page').body).after).toBeNull();
    expect(readPage({ data: [1], paging: { cursors: { after: 'abc' } } }).after).toBeNull();
    expect(readPage({ data: [1] }).after).toBeNull();
  });

  it('goes on behind an empty page that has a next one', () => {
    expect(readPage({ data: [], paging: { cursors: { after: 'abc' }, next: 'https://x.test/?after=abc' } })).toEqual({
      rows: [],
      after: 'abc',
    });
  });

  it('takes the cursor out of next when no other stands there, and nothing else of it', () => {
    const next = 'https://evil.test/v1.0/me/media?access_token=EAAsecret&after=QVFI%3D';
    expect(readPage({ data: [], paging: { next } }).after).toBe('QVFI=');
  });

  it('ends at a next without any cursor: there is nothing to go on from', () => {
    expect(readPage({ data: [1], paging: { next: 'https://graph.facebook.com/me' } }).after).toBeNull();
    expect(readPage({ data: [1], paging: { next: 'no address' } }).after).toBeNull();
  });

  it('reads cursors that are null or empty as none', () => {
    expect(readPage({ data: [1], paging: { cursors: { after: null }, next: null } }).after).toBeNull();
    expect(readPage({ data: [1], paging: null }).after).toBeNull();
  });

  it('refuses a body that is no list', () => {
    let thrown: unknown;
    try {
      readPage({ id: '1' });
    } catch (error) {
      thrown = error;
    }
    expect(isGraphApiError(thrown) && thrown.kind).toBe('invalid_response');
  });
});

describe('readNestedPage', () => {
  it('reads an absent edge as none, which is how Graph says empty', () => {
    expect(readNestedPage(undefined)).toBeNull();
    expect(readNestedPage({ data: [] })).toEqual({ rows: [], after: null });
  });
});

describe('readCursorPage', () => {
  it('goes on from a bare cursor, as business discovery has it', () => {
    expect(readCursorPage({ data: [1], paging: { cursors: { after: 'abc' } } }).after).toBe('abc');
    expect(readCursorPage({ data: [1] }).after).toBeNull();
  });
});
