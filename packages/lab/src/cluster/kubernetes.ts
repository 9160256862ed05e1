import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../machine/folders.ts';
import { cached, exists } from '../tools/cache.ts';
import { go, requireGo, writeModule } from '../tools/go.ts';

/** 1.34 is the last whose kubelet runs on cgroup v1. */
const version = '1.34.4';
const [, minor = ''] = version.split('.');
const folderName = `kubernetes-${version}`;

const main = `package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// One binary for the five programs of a cluster: most of their code is the same.
func main() {
	programs := map[string]func() *cobra.Command{
		"kube-apiserver":          apiserver.NewAPIServerCommand,
		"kube-controller-manager": controllers.NewControllerManagerCommand,
		"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
		"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
		"kube-proxy":              proxy.NewProxyCommand,
	}
	if program, ok := programs[filepath.Base(os.Args[0])]; ok {
		os.Exit(cli.Run(program()))
	}
	fmt.Fprintln(os.Stderr, "call me by the name of one of the programs of a cluster")
	os.Exit(2)
}
`;

/** @throws {LabFailure} where it would have to be built and cannot. */
export async function requireKubernetes(): Promise<void> {
  if (!(await exists(join(cacheFolder, 'tools', folderName)))) {
    await requireGo('Kubernetes (unless KUBECONFIG brings a cluster)');
  }
}

/**
 * Kubernetes, built from its Go module: the path of one binary that is all five programs, by the name it is called.
 * `go install` refuses it because its staging modules are required at v0.0.0 and replaced by folders; here each is
 * replaced by its published version.
 */
export async function buildKubernetes(): Promise<string> {
  const folder = await cached(folderName, async (draft) => {
    const source = join(draft, 'source');
    await writeModule(source, { 'go.mod': 'module lab\n\ngo 1.24\n', 'main.go': main });
    const download = JSON.parse(await go(['mod', 'download', '-json', `k8s.io/kubernetes@v${version}`], source)) as {
      GoMod: string;
    };
    const staging = (await readFile(download.GoMod, 'utf8')).matchAll(/^\s+(k8s\.io\/[a-z-]+) v0\.0\.0$/gm);
    const edits = Array.from(staging, ([, name]) => `-replace=${name}=${name}@v0.${minor}.${version.split('.')[2]}`);
    await go(['mod', 'edit', `-require=k8s.io/kubernetes@v${version}`, ...new Set(edits)], source);
    await go(['mod', 'tidy'], source);
    const value = (name: string, text: string) => `-X k8s.io/component-base/version.${name}=${text}`;
    const flags = ['-s -w', value('gitVersion', `v${version}`), value('gitMajor', '1'), value('gitMinor', minor)].join(
      ' ',
    );
    await go(['build', '-trimpath', `-ldflags=${flags}`, '-o', join(draft, 'kubernetes'), '.'], source, {
      CGO_ENABLED: '0',
    });
    await rm(source, { recursive: true });
  });
  return join(folder, 'kubernetes');
}
