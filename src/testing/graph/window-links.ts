const KEPT = 1_000;

/** The links of account insights a simulator handed out. Following one is a mistake: they never end. */
export class WindowLinks {
  readonly #links = new Set<string>();

  remember(url: string): void {
    if (this.#links.size >= KEPT) this.#links.clear();
    this.#links.add(tailOf(url));
  }

  /** Whether a request's path and query are a link that was handed out. */
  has(pathAndQuery: string): boolean {
    return this.#links.has(pathAndQuery);
  }
}

function tailOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
