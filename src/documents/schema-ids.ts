/**
 * The identifier of the JSON Schema of each document: what `$id` of the shipped schema and `$schema` of a written document
 * hold. The last part is the version of the document.
 */
export const SCHEMA_IDS = {
  'instagram-analytics': 'urn:insight-inventory:instagram-analytics:2.0',
  'gcs-inventory': 'urn:insight-inventory:gcs-inventory:2.0',
  'collection-summary': 'urn:insight-inventory:collection-summary:2.0',
  'accounts-comparison': 'urn:insight-inventory:accounts-comparison:1.0',
  'instagram-thumbnails': 'urn:insight-inventory:instagram-thumbnails:1.0',
  'planning-context': 'urn:insight-inventory:planning-context:3.0',
  'video-plan': 'urn:insight-inventory:video-plan:1.0',
} as const;

/** A document by the name of its schema file: `insight-inventory/schemas/NAME.json`. */
export type DocumentName = keyof typeof SCHEMA_IDS;

/**
 * Gives the text of a document as it is written to a file: indented JSON that names its schema first, with a line break at
 * its end.
 *
 * @example
 * toDocumentText('gcs-inventory', inventory); //=> '{\n  "$schema": "urn:insight-inventory:gcs-inventory:2.0",\n …'
 */
export function toDocumentText(name: DocumentName, document: object): string {
  return [...documentPieces(name, document)].join('');
}

/** Gives {@link toDocumentText} in pieces, a record of a list each, so that a large document never is one text. */
export function* documentPieces(name: DocumentName, document: object): Generator<string, void, undefined> {
  const $schema = SCHEMA_IDS[name];
  // A document that was read from a file names a schema already.
  yield* jsonPieces(Object.assign({ $schema }, document, { $schema }), '');
  yield '\n';
}

/** What `JSON.stringify(value, null, 2)` gives for plain data, at this indentation. */
function* jsonPieces(value: object, indent: string): Generator<string, void, undefined> {
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let before = `${open ?? ''}\n`;
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    if (item === undefined && !Array.isArray(value)) continue;
    yield before + inner;
    before = ',\n';
    if (Array.isArray(value)) yield jsonText(item, inner);
    else {
      yield `${JSON.stringify(key)}: `;
      if (typeof item === 'object' && item !== null) yield* jsonPieces(item, inner);
      else yield jsonText(item, inner);
    }
  }
  yield before === ',\n' ? `\n${indent}${close ?? ''}` : `${open ?? ''}${close ?? ''}`;
}

function jsonText(value: unknown, indent: string): string {
  // A text in JSON has no line break of its own.
  return value === undefined ? 'null' : JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}
