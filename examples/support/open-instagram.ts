import {
  InstagramAnalyticsManager,
  loadConfig,
  type InstagramConfig,
  type ManagerDependencies,
} from 'insight-inventory';
import {
  datasetFromExport,
  demoAccount,
  startGraphSimulator,
  type GraphSimulator,
  type GraphSimulatorOptions,
} from 'insight-inventory/testing';

export interface InstagramSource {
  readonly config: InstagramConfig;
  /** `null` on the real platform. */
  readonly graph: GraphSimulator | null;
  readonly close: () => Promise<void>;
}

/**
 * Finds the configured account, or one on a simulator when no configuration is named: the demo account unless another
 * is given.
 */
export async function findInstagram(
  configPath: string | undefined,
  simulated: Partial<GraphSimulatorOptions> = {},
): Promise<InstagramSource> {
  if (configPath !== undefined) {
    const config = await loadConfig(configPath);
    return { config: config.getInstagramConfig(), graph: null, close: () => Promise.resolve() };
  }
  const graph = await startGraphSimulator({ dataset: datasetFromExport(demoAccount), ...simulated });
  return {
    config: { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url },
    graph,
    close: () => graph.close(),
  };
}

/** Opens the same with its manager. */
export async function openInstagram(
  configPath: string | undefined,
  deps: ManagerDependencies = {},
  simulated: Partial<GraphSimulatorOptions> = {},
): Promise<InstagramSource & { readonly instagram: InstagramAnalyticsManager }> {
  const source = await findInstagram(configPath, simulated);
  return { ...source, instagram: new InstagramAnalyticsManager(source.config, deps) };
}
