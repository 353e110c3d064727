import type { FileCategory } from '../documents/file.ts';

/** What an extension of two families means when the content type says text, and when it says nothing. */
export interface AmbiguousExtension {
  readonly text: FileCategory;
  readonly otherwise: FileCategory;
}

/**
 * Extensions two unrelated formats share. A content type that names a family decides; without one the meaning that is
 * usual in a bucket of media holds.
 */
export const AMBIGUOUS_EXTENSIONS: ReadonlyMap<string, AmbiguousExtension> = /* @__PURE__ */ new Map<
  string,
  AmbiguousExtension
>([
  ['ts', { text: 'document', otherwise: 'video' }], // MPEG transport stream, TypeScript
  ['mts', { text: 'document', otherwise: 'video' }], // AVCHD, TypeScript module
  ['mod', { text: 'document', otherwise: 'other' }], // camcorder video, tracker music, go.mod
  ['webm', { text: 'video', otherwise: 'video' }], // video, or sound alone
  ['ogg', { text: 'audio', otherwise: 'audio' }],
  ['ogx', { text: 'video', otherwise: 'video' }],
  ['3gp', { text: 'video', otherwise: 'video' }],
  ['asf', { text: 'video', otherwise: 'video' }],
  ['rm', { text: 'video', otherwise: 'video' }],
  ['rec', { text: 'document', otherwise: 'other' }], // recorder video, recorder sound, plain records
  ['obj', { text: '3d_model', otherwise: '3d_model' }], // Wavefront geometry, compiled code
  ['asm', { text: 'document', otherwise: '3d_model' }], // assembly of a CAD program, assembly language
  ['prt', { text: '3d_model', otherwise: '3d_model' }], // part of a CAD program
  ['raw', { text: 'document', otherwise: 'image' }], // camera raw, PCM sound
  ['cap', { text: 'document', otherwise: 'other' }], // camera raw, captured packets
  ['key', { text: 'document', otherwise: 'document' }], // Keynote, private key
  ['pot', { text: 'document', otherwise: 'document' }], // presentation or translation template
  ['img', { text: 'other', otherwise: 'archive' }], // disk image
  ['m', { text: 'document', otherwise: 'document' }], // MATLAB, Objective-C
  ['dat', { text: 'document', otherwise: 'other' }],
  ['data', { text: 'document', otherwise: 'other' }],
  ['bin', { text: 'document', otherwise: 'other' }],
]);
