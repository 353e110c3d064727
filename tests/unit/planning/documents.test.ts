import { describe, expect, it } from 'vitest';

import { isPlanningNotes, noteOf, readNotes, resolveDocuments } from '../../../src/planning/documents.ts';
import { analytics, file, inventory } from '../assistant/samples.ts';

const account = analytics([], { online_followers: { '8': 5 } });
const bucket = inventory([file('video/a.mp4')]);
bucket.inventory_info.generated_at = '2026-11-20T00:00:00Z';

describe('resolveDocuments', () => {
  it('fills every gap of nothing', () => {
    expect(resolveDocuments({})).toEqual({
      analytics: null,
      inventory: null,
      history: [],
      ledger: [],
      notes: [],
      timezone: 'UTC',
      onlineFollowers: null,
      asOf: null,
    });
  });

  it('leaves out what is no hour of a day: no part of the day would have it', () => {
    const online = { '23': 4, '24': 5, '-1': 6, '1.5': 7, x: 8 };
    expect(resolveDocuments({ onlineFollowers: online }).onlineFollowers).toEqual({ '23': 4 });
    const analysed = analytics([], { online_followers: online });
    expect(resolveDocuments({ analytics: analysed }).onlineFollowers).toEqual({ '23': 4 });
  });

  it('keeps what is given', () => {
    const given = {
      analytics: account,
      inventory: bucket,
      history: [{ taken_at: '2026-11-01T00:00:00Z', analytics: account }],
      ledger: [{ media_id: '1', files: ['a'], published_at: null }],
      timezone: 'Europe/Berlin',
      onlineFollowers: { '9': 7 },
    };
    expect(resolveDocuments({ ...given, notes: 'All by hand.' })).toEqual({
      ...given,
      notes: [{ about: null, text: 'All by hand.' }],
      asOf: '2026-11-22T12:00:00Z',
    });
  });

  it('takes followers online from the account, and its moment from the bucket where there is no account', () => {
    expect(resolveDocuments({ analytics: account }).onlineFollowers).toEqual({ '8': 5 });
    expect(resolveDocuments({ inventory: bucket }).asOf).toBe('2026-11-20T00:00:00Z');
  });

  it('refuses a time zone nobody knows', () => {
    expect(() => resolveDocuments({ timezone: 'Mars/Base' })).toThrow(
      'timezone is no known time zone. Give an IANA name, such as Europe/Berlin.',
    );
  });
});

describe('notes', () => {
  it.each([
    ['a text', true],
    [' ', false],
    ['', false],
    [{ TU: 'tumblers' }, true],
    [{}, true],
    [{ TU: 4 }, false],
    [{ TU: 'tumblers', SV: null }, false],
    [['a text'], false],
    [null, false],
    [undefined, false],
    [4, false],
  ])('of %j are taken: %s', (value, isTaken) => {
    expect(isPlanningNotes(value)).toBe(isTaken);
  });

  it('are read in either form, trimmed, without the empty ones', () => {
    expect(readNotes(undefined)).toEqual([]);
    expect(readNotes(' By hand. ')).toEqual([{ about: null, text: 'By hand.' }]);
    expect(readNotes('  ')).toEqual([]);
    expect(readNotes({ ' ': 'All.', ' TU ': ' Tumblers ', SV: ' ' })).toEqual([
      { about: null, text: 'All.' },
      { about: 'TU', text: 'Tumblers' },
    ]);
  });

  const notes = Object.freeze(
    readNotes({ '': 'all', TU: 'tumblers', TU2: 'second batch', 'video/raw/': 'raw', kiln: 'kiln' }),
  );

  it.each([
    ['tu1.mp4', 'tumblers'],
    ['TU1.mp4', 'tumblers'],
    ['tu24.mp4', 'second batch'],
    ['timelapse_tu1.mp4', 'tumblers'],
    ['timelapse-tu1.mp4', 'tumblers'],
    ['timelapse.tu1.mp4', 'tumblers'],
    ['timelapse tu1.mp4', 'tumblers'],
    ['video/tu1.mp4', 'tumblers'],
    ['video/raw/a.mp4', 'raw'],
    ['video/raw/tu24.mp4', 'raw'],
    ['statue.mp4', undefined],
    ['', undefined],
  ])('about %s are those of the longest beginning: %s', (name, text) => {
    expect(noteOf(notes, name)?.text).toBe(text);
  });

  it('are in the order given where two are as long', () => {
    const same = readNotes({ ab: 'first', cd: 'second' });
    expect(noteOf(same, 'cd_ab')?.text).toBe('first');
  });
});
