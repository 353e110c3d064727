/**
 * Meta's own SDK, where it is installed (`npm install --no-save facebook-nodejs-business-sdk`): 38 MB with what it needs,
 * too much for everybody who works on this package.
 */
import { createRequire } from 'node:module';

import type { GraphProcess } from './graph-process.ts';
import { ACCOUNT_METRICS, POST_FIELDS, POST_METRICS } from './one-call-a-thing.ts';

export const FACEBOOK_SDK = 'facebook-nodejs-business-sdk';

/** A list of the SDK: an array of nodes that reads on. */
interface Cursor extends Array<{ readonly id: string }> {
  hasNext(): boolean;
  next(): Promise<Cursor>;
}

interface Node {
  get(fields: readonly string[]): Promise<unknown>;
  getInsights(fields: readonly string[], params: object): Promise<Cursor>;
  getMedia(fields: readonly string[], params: object): Promise<Cursor>;
  getComments(fields: readonly string[], params: object): Promise<Cursor>;
}

interface FacebookSdk {
  readonly FacebookAdsApi: {
    readonly SDK_VERSION: string;
    init(token: string, locale: string, crashLog: boolean): unknown;
  };
  readonly IGUser: new (id: string) => Node;
  readonly IGMedia: new (id: string) => Node;
}

/** Loads the package; `null` where it is not installed. */
export function loadFacebookSdk(): FacebookSdk | null {
  try {
    return createRequire(import.meta.url)(FACEBOOK_SDK) as FacebookSdk;
  } catch {
    return null;
  }
}

/** Reads the account as the SDK is used: a method a thing, one after the other, lists by its cursors. */
export async function readBySdk(sdk: FacebookSdk, { url, token, userId }: GraphProcess): Promise<number> {
  const { FacebookAdsApi, IGUser, IGMedia } = sdk;
  Object.defineProperty(FacebookAdsApi, 'GRAPH', { get: () => url, configurable: true });
  FacebookAdsApi.init(token, 'en_US', false);
  const user = new IGUser(userId);
  await user.get(['id', 'username', 'followers_count', 'media_count']);
  for (const metric of ACCOUNT_METRICS)
    await user.getInsights([], { metric, period: 'day', metric_type: 'total_value' });
  let posts = 0;
  let page = await user.getMedia(POST_FIELDS.split(','), { limit: 100 });
  for (;;) {
    for (const { id } of page) {
      const media = new IGMedia(id);
      await media.getInsights([], { metric: POST_METRICS });
      await media.getComments(['id', 'text', 'timestamp', 'username', 'like_count'], { limit: 10 });
      posts += 1;
    }
    if (!page.hasNext()) return posts;
    page = await page.next();
  }
}
