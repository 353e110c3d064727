import {
  anyText,
  checkerOf,
  type InputCheck,
  inputObject,
  type InputTable,
  locale,
  optional,
  orNull,
  recordOf,
  wholeNumber,
} from '../base/check-input.ts';
import { PLANNING_DOCUMENTS } from '../planning/inputs.ts';

/** What the functions of the entry `./report` take. */
export const REPORT_INPUTS: InputTable = {
  renderReport: {
    input: inputObject({
      ...PLANNING_DOCUMENTS,
      planning: optional(orNull(recordOf('a planning document', {}))),
    }),
    options: inputObject({
      title: optional(anyText('Give a heading.')),
      maxRows: optional(wholeNumber(1)),
      locale: optional(locale()),
      periodDays: optional(wholeNumber(1)),
    }),
  },
};

/** Checks the arguments of a function. @throws {ArgumentError} naming every one that is wrong */
export const check: InputCheck = checkerOf(REPORT_INPUTS);
