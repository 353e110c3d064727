import { createRequire } from 'node:module';

import * as esm from 'insight-inventory';

import { meet } from './checks.cjs';

const cjs = createRequire(import.meta.url)('insight-inventory');
meet(esm, cjs);
meet(cjs, esm);
console.log(JSON.stringify({ copies: esm.GraphApiError === cjs.GraphApiError ? 1 : 2 }));
