import { GCSInventoryManager, loadConfig, type GcsConfig, type InventoryDependencies } from 'insight-inventory';
import {
  demoDataset,
  startBucketSimulator,
  type BucketSimulator,
  type BucketSimulatorOptions,
} from 'insight-inventory/testing';

export interface BucketSource {
  readonly config: GcsConfig;
  /** `null` on the real platform. */
  readonly simulator: BucketSimulator | null;
  readonly close: () => Promise<void>;
}

/**
 * Finds the configured bucket, or one on a simulator when no configuration is named: the demo bucket unless another is
 * given.
 */
export async function findBucket(
  configPath: string | undefined,
  simulated: BucketSimulatorOptions = demoDataset(),
): Promise<BucketSource> {
  if (configPath !== undefined) {
    const config = await loadConfig(configPath);
    return { config: config.getGcsConfig(), simulator: null, close: () => Promise.resolve() };
  }
  const simulator = await startBucketSimulator(simulated);
  return {
    config: { bucket: simulator.bucket, apiEndpoint: simulator.url },
    simulator,
    close: () => simulator.close(),
  };
}

/** Opens the same with its manager. */
export async function openBucket(
  configPath: string | undefined,
  deps: InventoryDependencies = {},
  simulated: BucketSimulatorOptions = demoDataset(),
): Promise<BucketSource & { readonly gcs: GCSInventoryManager }> {
  const source = await findBucket(configPath, simulated);
  return { ...source, gcs: new GCSInventoryManager(source.config, deps) };
}
