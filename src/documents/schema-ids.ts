/**
 * The identifier of the JSON Schema of each document: what `$id` of the shipped schema and `$schema` of a written document
 * hold. The last part is the version of the document.
 */
export const SCHEMA_IDS = {
  'instagram-analytics': 'urn:insight-inventory:instagram-analytics:2.0',
  'gcs-inventory': 'urn:insight-inventory:gcs-inventory:2.0',
  'collection-summary': 'urn:insight-inventory:collection-summary:2.0',
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
  const $schema = SCHEMA_IDS[name];
  // A document that was read from a file names a schema already.
  return `${JSON.stringify(Object.assign({ $schema }, document, { $schema }), null, 2)}\n`;
}
