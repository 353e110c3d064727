import { describe, expect, it } from 'vitest';

import { findNameDate, groupSeries, pairFiles, parseNameDate, parseSeriesName } from '../../../src/files/series.ts';
import { file } from './file-builder.ts';

describe('pairFiles', () => {
  it('finds the still beside its clip', () => {
    const clip = file('video/timelapse_tu24.gcode_20250430_1347.mp4');
    const still = file('video/timelapse_tu24.gcode_20250430_1347.jpg');
    expect(pairFiles([still, clip])).toEqual([
      { folder: 'video', stem: 'timelapse_tu24.gcode_20250430_1347', video: clip, still },
    ]);
  });

  it('pairs within one folder, by the exact stem, and only a video with an image', () => {
    const files = ['a/x.mp4', 'b/x.jpg', 'a/y.mp4', 'a/Y.jpg', 'a/z.mp3', 'a/z.jpg', 'a/w.mp4', 'a/w.txt'];
    expect(pairFiles(files.map((name) => file(name)))).toEqual([]);
  });

  it('takes the first of several stills, for every format of the clip, in the order of names', () => {
    const pairs = pairFiles(
      ['a/x.png', 'b/x.mp4', 'a/x.mp4', 'b/x.png', 'a/x.mov', 'a/x.JPG', 'a/x.webp'].map((name) => file(name)),
    );
    expect(pairs.map(({ video, still }) => [video.name, still.name])).toEqual([
      ['a/x.mov', 'a/x.JPG'],
      ['a/x.mp4', 'a/x.JPG'],
      ['b/x.mp4', 'b/x.png'],
    ]);
  });
});

describe('findNameDate', () => {
  it.each([
    ['timelapse_tu24.gcode_20250430_1347.mp4', '2025-04-30T13:47', 'minute'],
    ['timelapse__20250417_1823.jpg', '2025-04-17T18:23', 'minute'],
    ['PXL_20250430_134705123.mp4', '2025-04-30T13:47:05', 'second'],
    ['20250430_134705.mp4', '2025-04-30T13:47:05', 'second'],
    ['Screen Recording 2025-04-30 at 13.47.05.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30T13:47:05.mp4', '2025-04-30T13:47:05', 'second'],
    ['clip 2025.04.30 13h47.mp4', '2025-04-30T13:47', 'minute'],
    ['2025_04_30.mp4', '2025-04-30', 'day'],
    ['IMG-20250430-WA0001.jpg', '2025-04-30', 'day'],
    ['cut_20250430_9999.mp4', '2025-04-30', 'day'],
    ['from_20250401_to_20250430_1347.mp4', '2025-04-30T13:47', 'minute'],
    ['from_20250401_to_20250430.mp4', '2025-04-01', 'day'],
    ['leap_20240229.mp4', '2024-02-29', 'day'],
  ] as const)('reads %j as %s', (name, time, precision) => {
    expect(findNameDate(name)?.date).toEqual({ time, precision, zone: null });
  });

  it('has a Z only where the name writes it', () => {
    expect(findNameDate('cam_20250430T134705Z.mp4')?.date).toEqual({
      time: '2025-04-30T13:47:05Z',
      precision: 'second',
      zone: 'utc',
    });
  });

  it.each([
    'tu24.mp4',
    'x_20251340.mp4',
    'x_20250229.mp4',
    '120250430.mp4',
    '202504301.mp4',
    '18991231.mp4',
    '2025-04_30.mp4',
    '',
  ])('reads no date in %j', (name) => {
    expect(findNameDate(name)).toBeNull();
  });

  it('stays quick on a hostile name', () => {
    const name = '20250430_'.repeat(20_000);
    expect(findNameDate(name)?.date.time).toBe('2025-04-30');
  });
});

describe('parseSeriesName', () => {
  it.each([
    ['timelapse_tu24.gcode_20250430_1347.mp4', 'timelapse_tu', 'timelapse_tu24', 24],
    ['timelapse_cube-v4.gcode_20250430_1643.mp4', 'timelapse_cube', 'timelapse_cube-v4', 4],
    ['timelapse_Ring-PV3.gcode_20250422_1955.jpg', 'timelapse_ring-pv', 'timelapse_ring-pv3', 3],
    ['timelapse_cup-v3-color.gcode_20250422_1955.jpg', 'timelapse_cup-v3-color', 'timelapse_cup-v3-color', null],
    ['timelapse__20250417_1823.mp4', 'timelapse', 'timelapse', null],
    ['20250417_1823_harbour_02.mp4', 'harbour', 'harbour_02', 2],
    ['IMG_0042.MOV', 'img', 'img_0042', 42],
    ['v2.mp4', '', 'v2', 2],
    ['20250417_1823.mp4', '', '', null],
    ['0042.mp4', '', '0042', 42],
    ['README', 'readme', 'readme', null],
  ])('takes %j apart', (name, series, subject, number) => {
    expect(parseSeriesName(name)).toMatchObject({ series, subject, number });
  });

  it('does not turn a number too long to be exact into another one', () => {
    expect(parseSeriesName('x_90071992547409931.mp4')).toMatchObject({ series: 'x', number: null });
  });
});

describe('groupSeries', () => {
  const files = [
    'drafts/Timelapse_tu23.gcode_20250501_0900.mp4',
    'video/timelapse_tu24.gcode_20250430_1347.mp4',
    'video/timelapse_tu24.gcode_20250430_1347.jpg',
    'video/timelapse_rv01.gcode_20250430_1347.mp4',
    'video/timelapse_rv01.gcode_20250430_1347.jpg',
    'video/__proto__1.mp4',
    'video/__proto__2.mp4',
  ].map((name) => file(name));

  it('has no series of names that are a date or a number alone', () => {
    expect(groupSeries(['20250430.mp4', '20250501.mp4', '1.mp4', '2.mp4'].map((name) => file(name)))).toEqual([]);
  });

  it('gathers recordings of one series, whatever the folder, by date', () => {
    const series = groupSeries(files);
    expect(series.map((row) => [row.series, row.recordings, row.first_date, row.last_date])).toEqual([
      ['proto', 2, null, null],
      ['timelapse_tu', 2, '2025-04-30T13:47', '2025-05-01T09:00'],
    ]);
    expect(series[1]?.members.map((member) => [member.file.name, member.number, member.date?.time])).toEqual([
      ['video/timelapse_tu24.gcode_20250430_1347.jpg', 24, '2025-04-30T13:47'],
      ['video/timelapse_tu24.gcode_20250430_1347.mp4', 24, '2025-04-30T13:47'],
      ['drafts/Timelapse_tu23.gcode_20250501_0900.mp4', 23, '2025-05-01T09:00'],
    ]);
  });

  it('counts a clip and its still as one recording, and shows it when asked', () => {
    const series = groupSeries(files, { minRecordings: 1 });
    expect(series.map((row) => [row.series, row.recordings, row.members.length])).toEqual([
      ['proto', 2, 2],
      ['timelapse_rv', 1, 2],
      ['timelapse_tu', 2, 3],
    ]);
  });
});

describe('names of cameras and copies', () => {
  it.each([
    ['Screenshot 2024-01-15 at 10.30.25 PM.png', '2024-01-15T22:30:25'],
    ['Screenshot 2024-01-15 at 10.30.25\u202FPM.png', '2024-01-15T22:30:25'],
    ['Screenshot 2024-01-15 at 9.05.00 AM.png', '2024-01-15T09:05:00'],
    ['Screenshot 2024-01-15 at 12.05.00 AM.png', '2024-01-15T00:05:00'],
    ['WhatsApp Video 2024-01-15 at 12.05.00 pm.mp4', '2024-01-15T12:05:00'],
    ['Screen Recording 2024-01-15 at 22.30.25.mov', '2024-01-15T22:30:25'],
    ['Bildschirmfoto 2024-01-15 um 10.30.25.png', '2024-01-15T10:30:25'],
    ['Capture d’écran 2024-01-15 a\u0300 10.30.25.png', '2024-01-15T10:30:25'],
    ['Captura de pantalla 2024-01-15 a las 10.30.25.png', '2024-01-15T10:30:25'],
    ['Captura de Tela 2024-01-15 às 10.30.25.png', '2024-01-15T10:30:25'],
    ['Schermafbeelding 2024-01-15 om 10.30.25.png', '2024-01-15T10:30:25'],
    ['Schermata 2024-01-15 alle 10.30.25.png', '2024-01-15T10:30:25'],
    ['Zoom 2024.01.15 - 10.30.25.mp4', '2024-01-15T10:30:25'],
    ['DJI_20240115103025_0001_D.MP4', '2024-01-15T10:30:25'],
    ['REC_20240115103025.MP4', '2024-01-15T10:30:25'],
    ['PXL_20240115_103025123.mp4', '2024-01-15T10:30:25'],
    ['take 2024-01-15_1_20.mp4', '2024-01-15'],
    ['print_20251340103025.mp4', null],
    ['order_20240115993025.mp4', null],
    ['id_2024011510302599999.mp4', null],
  ])('%s is of %s', (name, time) => {
    expect(findNameDate(name)?.date.time ?? null).toBe(time);
  });

  const recordings = (...names: string[]): number[] =>
    groupSeries(names.map((name) => ({ name }))).map((series) => series.recordings);

  it('are a series where only a number or a date differs', () => {
    expect(recordings('DJI_20240115103025_0001_D.MP4', 'DJI_20240115104000_0002_D.MP4')).toEqual([2]);
    expect(recordings('clip (1).mp4', 'clip (2).mp4')).toEqual([2]);
    expect(recordings('clip.mp4', 'clip (1).mp4')).toEqual([2]);
    expect(parseSeriesName('clip (12).mp4')).toMatchObject({ series: 'clip', number: 12 });
    expect(recordings('Cafe\u0301 1.mp4', 'Café 2.mp4')).toEqual([2]);
  });

  it.each([
    ['clip copy.mp4', 'clip', null],
    ['clip copy 2.mp4', 'clip', 2],
    ['Clip - Copy.mp4', 'clip', null],
    ['Clip - Copy (2).mp4', 'clip', 2],
    ['Clip - Kopie.mp4', 'clip', null],
    ['Clip Kopie 3.mp4', 'clip', 3],
    ['clip_(1).mp4', 'clip', 1],
    ['copy.mp4', 'copy', null],
    ['photocopy.mp4', 'photocopy', null],
    ['ad_copy 2.mp4', 'ad_copy', 2],
  ])('%s is in the series %s, its number %j', (name, series, number) => {
    expect(parseSeriesName(name)).toMatchObject({ series, number });
  });

  it('are a series of a clip and the copies of it', () => {
    expect(recordings('clip.mp4', 'clip copy.mp4', 'clip copy 2.mp4', 'clip (1).mp4')).toEqual([4]);
    expect(recordings('Clip.mp4', 'Clip - Kopie.mp4', 'Clip - Kopie (2).mp4')).toEqual([3]);
  });

  it('are a pair in either spelling of a letter', () => {
    const clip = file('Cafe\u0301.mp4');
    const still = file('Café.jpg');
    expect(pairFiles([clip, still])).toMatchObject([{ video: clip, still }]);
  });
});

describe('the members of a series', () => {
  it('are in the order of dates, then numbers, then names, those without one last, however they come', () => {
    const names = ['clip_20250101.mp4', 'clip_20250102.mp4', 'clip_1.mp4', 'clip_2.mp4', 'clip_10.mp4'];
    for (const given of [names, names.toReversed(), [3, 0, 4, 1, 2].map((at) => names[at] ?? '')]) {
      const series = groupSeries(
        given.map((name) => file(name)),
        { minRecordings: 1 },
      );
      expect(series.flatMap(({ members }) => members.map((member) => member.file.name))).toEqual(names);
    }
  });
});

describe('the date in a name', () => {
  it.each([
    ['20250430.mp4', '2025-04-30', 'day'],
    ['2025-04-30 a.mp4', '2025-04-30', 'day'],
    ['a_2025.04.30', '2025-04-30', 'day'],
    ['a 1999_12_31.mp4', '1999-12-31', 'day'],
    ['20240229.mp4', '2024-02-29', 'day'],
    ['20250430_1347.mp4', '2025-04-30T13:47', 'minute'],
    ['DJI_20250430134705_0001.mp4', '2025-04-30T13:47:05', 'second'],
    ['20250430134705123.mp4', '2025-04-30T13:47:05', 'second'],
    ['PXL_20250430_134705.123.mp4', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30T13:47:05Z.json', '2025-04-30T13:47:05Z', 'second'],
    ['2025-04-30 - 13h47.mp4', '2025-04-30T13:47', 'minute'],
    ['Screen Recording 2025-04-30 at 1.47.05 PM.mov', '2025-04-30T13:47:05', 'second'],
    ['Screen Recording 2025-04-30 at 1.47.05\u202FPM.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 at 12.47.05 AM.mov', '2025-04-30T00:47:05', 'second'],
    ['2025-04-30 at 12.47.05 p.m.mov', '2025-04-30T12:47:05', 'second'],
    ['2025-04-30 at 11.47 AM.mov', '2025-04-30T11:47', 'minute'],
    ['2025-04-30 at 13.47.05 PM.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 at 13.47.05 AM.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 at 00.47.05 PM.mov', '2025-04-30T00:47:05', 'second'],
    ['2025-04-30 um 13.47.05.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 a\u0300 13.47.05.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 23.59.59.mov', '2025-04-30T23:59:59', 'second'],
    ['2025-04-30 00.00.00.mov', '2025-04-30T00:00:00', 'second'],
    ['20250429 20250430_1347.mp4', '2025-04-30T13:47', 'minute'],
    ['20250429 20250430.mp4', '2025-04-29', 'day'],
  ])('of %j is %s, by the %s', (name, time, precision) => {
    expect(parseNameDate(name)).toEqual({ time, precision, zone: time.endsWith('Z') ? 'utc' : null });
  });

  it.each([
    ['a day that is none', '20251340.mp4'],
    ['a leap day of another year', '20250229.mp4'],
    ['day 0', '20250400.mp4'],
    ['another century', '18991231.mp4'],
    ['a longer number', '120250430.mp4'],
    ['a number that goes on', '2025043012.mp4'],
    ['two signs', '2025-04.30'],
    ['a folder', '20250430/a.mp4'],
    ['no date', 'clip.mp4'],
  ])('is none: %s', (_, name) => {
    expect(parseNameDate(name)).toBeNull();
  });

  it.each([
    ['an hour that is none', '2025-04-30 24.00.00.mov'],
    ['a minute that is none', '2025-04-30 13.60.00.mov'],
    ['a second that is none', '2025-04-30 13.00.60.mov'],
    ['one digit without the half of the day', '2025-04-30 1.47.05.mov'],
  ])('is a day without a time: %s', (_, name) => {
    expect(parseNameDate(name)).toEqual({ time: '2025-04-30', precision: 'day', zone: null });
  });

  it('is found where it is', () => {
    const place = (text: string): string => {
      const found = findNameDate(text);
      return text.slice(found?.start, found?.end);
    };
    expect(place('a 2025-04-30 b')).toBe('2025-04-30');
    expect(place('a20250430b')).toBe('20250430');
    expect(place('a 20250430_134705 b')).toBe('20250430_134705');
    expect(place('a 2025-04-30 at 1.47 PM b')).toBe('2025-04-30 at 1.47 PM');
    expect(place('a 2025_04_30 1 b')).toBe('2025_04_30');
  });
});

describe('half days and days there are not', () => {
  it.each([
    ['a 2026-01-05 at 1.30 PM', '2026-01-05T13:30'],
    ['a 2026-01-05 at 12.30 PM', '2026-01-05T12:30'],
    ['a 2026-01-05 at 12.30 AM', '2026-01-05T00:30'],
    ['a_20260131.mp4', '2026-01-31'],
    ['a_20260231.mp4', undefined],
    ['a_20261301.mp4', undefined],
    ['a_20260100.mp4', undefined],
  ])('of %s are %s', (name, time) => {
    expect(findNameDate(name)?.date.time).toBe(time);
  });
});
