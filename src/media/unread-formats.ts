/** Text of single bytes that a file has at a place. */
type Signature = readonly [container: string, at: number, text: string];

const SOUND_AND_FILMS: readonly Signature[] = [
  ['mxf', 0, '\u0006\u000E+4'],
  ['r3d', 4, 'RED'],
  ['rm', 0, '.RMF'],
  ['midi', 0, 'MThd'],
  ['wavpack', 0, 'wvpk'],
  ['ape', 0, 'MAC '],
  ['dsf', 0, 'DSD '],
  ['dff', 0, 'FRM8'],
  ['amr', 0, '#!AM'],
  ['ivf', 0, 'DKIF'],
  ['tta', 0, 'TTA1'],
  ['au', 0, '.snd'],
  ['dv', 0, '\u001F\u0007\0'],
  ['w64', 0, 'riff.\u0091\u00CF\u0011'],
  ['dts', 0, '\u007F\u00FE\u0080\u0001'],
  ['truehd', 4, '\u00F8ro\u00BA'],
  ['mlp', 4, '\u00F8ro\u00BB'],
  ['voc', 0, 'Creative Voice File'],
];

const PICTURES: readonly Signature[] = [
  ['exr', 0, 'v/1\u0001'],
  ['dpx', 0, 'SDPX'],
  ['dpx', 0, 'XPDS'],
  ['cineon', 0, '\u0080*_\u00D7'],
  ['pcx', 0, '\u000A\u0005\u0001'],
  ['jpeg-ls', 0, '\u00FF\u00D8\u00FF\u00F7'],
  ['sgi', 0, '\u0001\u00DA'],
  ['jxr', 0, 'II\u00BC'],
  ['eps', 0, '%!PS'],
  ['pdf', 0, '%PDF'],
  ['xcf', 0, 'gimp xcf'],
  ['bpg', 0, 'BPG\u00FB'],
  ['flif', 0, 'FLIF'],
];

/** The container of sound or of a film whose format is known by its first bytes and read by nothing here; else `null`. */
export function unreadTimed(head: Uint8Array): string | null {
  return named(SOUND_AND_FILMS, head);
}

/** The container of a picture whose format is known by its first bytes and read by nothing here; else `null`. */
export function unreadPicture(head: Uint8Array): string | null {
  return named(PICTURES, head);
}

function named(signatures: readonly Signature[], head: Uint8Array): string | null {
  const found = signatures.find(([, at, text]) =>
    [...text].every((character, index) => head[at + index] === character.charCodeAt(0)),
  );
  return found?.[0] ?? null;
}
