import { parameterRequired } from '../rules/failures.ts';
import { tokenMalformed } from '../rules/token-failures.ts';
import type { IssuedToken } from '../tokens/issued-token.ts';
import { type GraphCall } from '../world.ts';

/** `/debug_token`: what is known of a token. A dead one is HTTP 200 with `is_valid` false. */
export function debugToken(call: GraphCall): { readonly data: Readonly<Record<string, unknown>> } {
  const { world } = call;
  const input = call.params.get('input_token');
  if (input === null || input === '') throw parameterRequired('input_token', world.login);
  const token = world.tokens.find(input);
  if (token === null) {
    const { message, code } = tokenMalformed(world.login);
    return { data: { error: { code, message }, is_valid: false, scopes: [] } };
  }
  const problem = world.tokens.problemOf(token);
  const head = { app_id: token.appId, type: token.kind.toUpperCase(), application: 'Example App' };
  const user_id = world.index.person.id;
  if (problem !== null) {
    const error = { code: 190, message: world.tokens.problemText(token, problem), subcode: problem };
    return { data: { ...head, error, expires_at: seconds(token.expiresAt), is_valid: false, scopes: [], user_id } };
  }
  return {
    data: {
      ...head,
      data_access_expires_at: seconds(token.dataAccessExpiresAt),
      expires_at: seconds(token.expiresAt),
      is_valid: true,
      issued_at: seconds(token.issuedAt),
      ...(token.kind === 'page' ? { profile_id: world.index.pages[0]?.id } : {}),
      scopes: token.scopes,
      ...(token.kind === 'page' ? {} : { granular_scopes: granular(call, token) }),
      user_id,
    },
  };
}

/** Unix seconds; 0 is never. */
function seconds(time: number | null): number {
  return time === null ? 0 : Math.floor(time / 1_000);
}

function granular(call: GraphCall, token: IssuedToken): readonly unknown[] {
  const target_ids = [call.world.index.dataset.account.id];
  return token.scopes.map((scope) => (scope === 'public_profile' ? { scope } : { scope, target_ids }));
}
