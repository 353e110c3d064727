import { describeReports } from '../../../support/describe-reports.ts';

describeReports('builtin');
