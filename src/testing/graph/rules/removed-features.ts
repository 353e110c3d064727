/**
 * Parameters that v26.0 removed (2026-07-29) and that all versions lost on 2026-10-27. `ids` is removed from the root
 * only as far as the changelog says; the edge form was never documented and is refused alike. `debug_token` keeps its
 * own name. The text of the error is not published.
 */
export const REMOVED_PARAMETERS: readonly string[] = ['pretty', 'debug', 'date_format', 'ids'];

/** Request headers of the removed conditional requests. They are ignored: nothing is ever answered with 304. */
export const REMOVED_HEADERS: readonly string[] = ['if-none-match', 'if-modified-since'];
