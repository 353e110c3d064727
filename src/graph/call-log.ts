/** What a run has spent so far. */
export interface CallTally {
  http_requests: number;
  graph_calls: number;
  retries: number;
  waited_ms: number;
}

export function emptyTally(): CallTally {
  return { http_requests: 0, graph_calls: 0, retries: 0, waited_ms: 0 };
}
