// tsup's own `clean` would race: its configs run at the same time.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
