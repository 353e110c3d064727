import { buildPlanningBrief } from 'insight-inventory/assistant';
import { categorizeFile } from 'insight-inventory/files';
import { extractHashtags } from 'insight-inventory/metrics';
import { renderReport } from 'insight-inventory/report';

console.log(
  'bundled',
  categorizeFile('a.mp4'),
  extractHashtags('a #Bowl'),
  typeof renderReport,
  typeof buildPlanningBrief,
);
