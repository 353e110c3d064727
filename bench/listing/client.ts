/**
 * Runs one client in a process of its own and prints what it found and what it took, as one line of JSON. Loading the
 * modules is not in the time: it is the same whatever the size of the bucket.
 */
import { CLIENTS, type Target } from './clients.ts';

interface ClientOrder extends Target {
  readonly client: string;
}

const order = JSON.parse(process.argv[2] ?? '{}') as ClientOrder;
const client = CLIENTS[order.client];
if (client === undefined) throw new Error(`No client "${order.client}".`);
const before = process.cpuUsage();
const started = performance.now();
const found = await client(order);
const seconds = (performance.now() - started) / 1_000;
const cpu = process.cpuUsage(before);
const cpuSeconds = (cpu.user + cpu.system) / 1_000_000;
const rssMb = process.resourceUsage().maxRSS / 1_024;
process.stdout.write(`${JSON.stringify({ ...found, seconds, cpuSeconds, rssMb })}\n`);
process.exit(0);
