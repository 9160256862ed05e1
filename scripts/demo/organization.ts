import { readFile } from 'node:fs/promises';

// What the organization of the demo has set on GitHub, and what its self-hosted runner has.

/**
 * Variables of the organization.
 * @param memory file in which notify-email keeps how earlier runs ended, as there is no GitHub to ask
 */
export async function variables(
  env: Readonly<Record<string, string>>,
  memory: string,
): Promise<Record<string, string>> {
  const authority = env.SMTP_CA === undefined ? '' : await readFile(env.SMTP_CA, 'utf8');
  return {
    REGISTRY: `${env.REGISTRY}/shop`,
    REGISTRY_MIRRORS: env.REGISTRY ?? '',
    DEPLOYMENT_REPOSITORY: 'shop/deployment',
    NOTIFY_FROM: env.NOTIFY_FROM ?? 'slipway <ci@shop.example>',
    NOTIFY_MEMORY: memory,
    NOTIFY_TO: env.NOTIFY_TO ?? 'team@shop.example',
    ...(env.SMTP_SECURITY === undefined ? {} : { SMTP_SECURITY: env.SMTP_SECURITY }),
    ...(authority === '' ? {} : { SMTP_CA: authority }),
    ...(env.SONAR_HOST_URL === undefined ? {} : { SONAR_HOST_URL: env.SONAR_HOST_URL }),
  };
}

export function secrets(env: Readonly<Record<string, string>>): Record<string, string> {
  return {
    GITHUB_TOKEN: env.GIT_TOKEN ?? '',
    SMTP_URL: env.SMTP_URL ?? '',
    ...(env.SONAR_TOKEN === undefined ? {} : { SONAR_TOKEN: env.SONAR_TOKEN }),
  };
}

/** What a self-hosted runner has: the tools, and a kubeconfig of its own. */
export function machine(env: Readonly<Record<string, string>>): Record<string, string> {
  const names = ['KUBECONFIG', 'KANIKO_EXECUTOR', 'HELM', 'KUBECTL'];
  const tools = Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  return {
    ...tools,
    GITHUB_SERVER_URL: env.GIT_URL ?? '',
  };
}
