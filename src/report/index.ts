/**
 * The page for people: one self-contained HTML report of an account, a bucket or both, drawn without a browser.
 *
 * @packageDocumentation
 */
export { renderReport } from './render-report.ts';
export type { ReportInput, ReportOptions } from './report-data.ts';
