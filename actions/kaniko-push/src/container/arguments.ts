import { neededCapabilities } from '../sandbox/capabilities.ts';

export interface ContainerPlan {
  /** Name of the container. */
  readonly name: string;
  readonly image: string;
  readonly machineNetwork: boolean;
  /** With a volume for secrets: a mount, so that what is in it stays out of the image. */
  readonly hasSecrets: boolean;
  readonly kaniko: readonly string[];
}

/** `create` as docker, podman and nerdctl understand it. No folder of the machine is mounted: the daemon may be elsewhere. */
export function createArguments(plan: ContainerPlan): string[] {
  return [
    ...['create', '--interactive', '--name', plan.name],
    ...['--cap-drop=ALL', ...Object.keys(neededCapabilities).map((name) => `--cap-add=${name.slice('CAP_'.length)}`)],
    '--security-opt=no-new-privileges',
    ...(plan.machineNetwork ? ['--network=host'] : []),
    ...['--env', 'DOCKER_CONFIG=/kaniko/.docker', '--env', 'container=docker'],
    ...(plan.hasSecrets ? ['--volume', '/run/secrets'] : []),
    plan.image,
    ...plan.kaniko,
  ];
}
