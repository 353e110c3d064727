import { InstagramAnalyticsManager, loadConfig, type ManagerDependencies } from 'insight-inventory';
import { datasetFromExport, demoAccount, startGraphSimulator } from 'insight-inventory/testing';

/** The configured account, or the demo account on a simulator when no configuration is named. */
export async function openInstagram(
  configPath: string | undefined,
  deps: ManagerDependencies = {},
): Promise<{ instagram: InstagramAnalyticsManager; close: () => Promise<void> }> {
  if (configPath !== undefined) {
    const config = await loadConfig(configPath);
    return {
      instagram: new InstagramAnalyticsManager(config.getInstagramConfig(), deps),
      close: () => Promise.resolve(),
    };
  }
  const graph = await startGraphSimulator({ dataset: datasetFromExport(demoAccount) });
  const instagram = new InstagramAnalyticsManager(
    { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url },
    deps,
  );
  return { instagram, close: () => graph.close() };
}
