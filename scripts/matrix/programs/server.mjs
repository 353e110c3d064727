import { InstagramAnalyticsManager } from 'insight-inventory';

console.log('bundled', typeof InstagramAnalyticsManager);
