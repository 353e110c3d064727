import type { Redactor } from '../base/redact.ts';
import { GraphClient } from '../graph/graph-run.ts';
import { TokenHolder } from '../runtime/token-holder.ts';
import type { ResolvedDependencies } from '../runtime/dependencies.ts';
import type { InstagramSettings } from './settings.ts';

/** The way to Graph for one checked configuration. No I/O. */
export function createGraphClient(
  settings: InstagramSettings,
  redactor: Redactor,
  dependencies: ResolvedDependencies,
): GraphClient {
  const { login, userId, apiVersion, baseUrl, tokenTransport, appSecret } = settings;
  const tokens = new TokenHolder({
    source: settings.tokenSource,
    expiresAt: settings.tokenExpiration,
    store: dependencies.tokenStore,
    clock: dependencies.clock,
    redactor,
  });
  return new GraphClient({
    ...{ login, accountId: userId, apiVersion, baseUrl, tokenTransport, appSecret },
    ...{ tokens, redactor, dependencies },
  });
}
