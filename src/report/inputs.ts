import { checkOf, type InputCheck, is, recordList, recordOf } from '../base/check-input.ts';
import { anyText, inputObject, optional, locale, orNull, wholeNumber } from '../base/inputs.ts';
import { analysis, PLANNING_DOCUMENTS } from '../planning/inputs.ts';

// What the functions of the entry `./report` take.

export const renderReport: InputCheck = checkOf('renderReport', {
  input: inputObject({
    ...PLANNING_DOCUMENTS,
    planning: optional(orNull(recordOf('a planning document', {}))),
    stories: optional(orNull(recordList('stories', { id: is.text, timestamp: is.text }))),
    thumbnails: optional(orNull(recordOf('a document of thumbnails', { images: is.object }))),
  }),
  options: inputObject({
    title: optional(anyText('Give a heading.')),
    maxRows: optional(wholeNumber(1)),
    locale: optional(locale()),
    periodDays: optional(wholeNumber(1)),
    analysis,
  }),
});
