import { measureCollections } from '../event-loop.ts';
import type { BenchSuite } from '../harness.ts';

/** What a collection of a large account costs its process: memory, and how long the event loop is held up at once. */
export const collection: BenchSuite = {
  name: 'collection',
  run: async (mode) => {
    const posts = mode === 'full' ? 10_000 : 3;
    return [
      {
        title: `Collection of ${new Intl.NumberFormat('en-US').format(posts)} posts, 50 comments each`,
        about:
          'As many posts as Graph lists, with captions of 2,000 letters; the simulator in a process of its own. A block is the time between two turns of the event loop, which other processes make longer; its processor time is in the column beside it.',
        rows: await measureCollections(posts),
      },
    ];
  },
};
