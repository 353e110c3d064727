import { InsightInventoryError } from '../base/errors.ts';
import { LOGINS, type Login, type LoginFeatures } from '../graph/platform.ts';

type Feature = { [K in keyof LoginFeatures]: LoginFeatures[K] extends boolean ? K : never }[keyof LoginFeatures];

/** Refuses, before any call, what the account's login does not have. @throws InsightInventoryError `unsupported` */
export function requireFeature(login: Login, feature: Feature, what: string): void {
  if (LOGINS[login][feature]) return;
  throw new InsightInventoryError(`${what} is not available with ${login} login.`, {
    kind: 'unsupported',
    code: `login:${feature}`,
    remedy: 'Use an access token of a Facebook login whose page the account is connected to.',
  });
}
