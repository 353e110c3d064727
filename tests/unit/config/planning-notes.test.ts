import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadConfig, planVideoContext } from '../../../src/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { analytics, file, inventory } from '../assistant/samples.ts';

async function notesOf(setting: unknown, files: Record<string, string> = {}): Promise<unknown> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const path = join(folder, 'config.json');
  await writeFile(path, JSON.stringify({ planning_notes: setting }));
  return (await loadConfig(path)).getCollectorConfig().notes;
}

describe('planning_notes', () => {
  it('is a map, or a file of one, or a file of text', async () => {
    const map = { TU: 'small tumbler, 2 to 3 s' };
    expect(await notesOf(map)).toEqual(map);
    expect(await notesOf('notes.json', { 'notes.json': JSON.stringify(map) })).toEqual(map);
    expect(await notesOf('notes.md', { 'notes.md': 'Film upright.\n' })).toBe('Film upright.\n');
    expect(await notesOf(undefined)).toBeUndefined();
  });

  it.each([
    ['a number', 4, {}],
    ['a map of numbers', { TU: 4 }, {}],
    ['a file that is not there', 'nowhere.md', {}],
    ['a broken file', 'notes.json', { 'notes.json': '{' }],
  ])('is refused as %s, under its key', async (_what, setting, files) => {
    await expect(notesOf(setting, files)).rejects.toMatchObject({
      name: 'ConfigError',
      problems: [{ key: 'planning_notes', remedy: expect.stringContaining('Give the path') as string }],
    });
  });

  it('is beside the series it explains', () => {
    const clips = [file('video/timelapse_tu12.mp4'), file('video/timelapse_tu13.mp4'), file('video/sv_07.mp4')];
    const documents = { analytics: analytics([]), inventory: inventory(clips) };
    const { footage } = planVideoContext({ ...documents, notes: { TU: 'small tumbler', 'video/sv': 'tall vase' } });
    expect(footage.series.map(({ series, note }) => [series, note])).toEqual([
      ['timelapse_tu', 'small tumbler'],
      ['sv', 'tall vase'],
    ]);
    expect(footage.clips.map(({ series, series_number }) => [series, series_number])).toEqual(
      expect.arrayContaining([
        ['timelapse_tu', 12],
        ['sv', 7],
      ]),
    );
  });
});
