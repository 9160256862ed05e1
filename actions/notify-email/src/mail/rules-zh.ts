// What the rules of cluster-alerts, and its words about containers, are in Chinese. A test holds that all default rules are
// here; what rules of a team's own say is in the language they were written in.

const sentences: Readonly<Record<string, string>> = {
  'Out of memory': '内存不足',
  'Raise resources.limits.memory, or find the leak: the log before the end is in "kubectl logs --previous".':
    '请调高 resources.limits.memory，或查找内存泄漏：终止前的日志见“kubectl logs --previous”。',
  'Restarts again and again': '反复重启',
  'Read "kubectl logs --previous"; roll back if it began with a deployment.':
    '请查看“kubectl logs --previous”；如果从某次部署开始出现，请回滚。',
  'Image cannot be pulled': '无法拉取镜像',
  'Check that the tag is in the registry, that the pull Secret is valid and that the node reaches the registry.':
    '请检查镜像仓库中是否有该标签、拉取用的 Secret 是否有效，以及节点能否访问镜像仓库。',
  'Container cannot be created': '无法创建容器',
  'The message names the ConfigMap, Secret or command that is missing.':
    '错误信息中写明了缺少的 ConfigMap、Secret 或命令。',
  'No node takes the pod': '没有节点可以运行该 Pod',
  'Compare the requests with what nodes have left ("kubectl describe nodes"), and tolerations with taints.':
    '请对比资源请求与节点的剩余资源（“kubectl describe nodes”），以及容忍度与污点。',
  'Volume cannot be mounted': '无法挂载存储卷',
  'The message names the Secret or ConfigMap that is missing; else look at the claim: its disk may be of another zone, or attached elsewhere.':
    '错误信息中写明了缺少的 Secret 或 ConfigMap；否则请检查 PVC：磁盘可能位于其他可用区，或仍挂载在别处。',
  'Probes fail': '探针失败',
  'Is the service overloaded, or the probe too strict? Look at its latency and at timeoutSeconds.':
    '服务是否过载，或探针是否过严？请查看服务延迟和 timeoutSeconds。',
  'Pod does not start': 'Pod 无法启动',
  'Look at "kubectl describe pod": a volume, the network, an init container or the startup probe holds it up.':
    '请查看“kubectl describe pod”：可能是存储卷、网络、初始化容器或启动探针使其无法启动。',
  'no scheduler has looked at it': '没有调度器处理它',
  'its node has not begun with it': '其节点尚未开始处理它',
  'Pods are evicted': 'Pod 被驱逐',
  'The node ran short of something; give the pod requests that fit what it uses.':
    '节点资源不足；请为 Pod 设置与实际用量相符的资源请求。',
  'Quota is used up': '配额已用尽',
  'Raise the ResourceQuota of the namespace, or lower the requests in it.':
    '请调高该命名空间的 ResourceQuota，或降低其中的资源请求。',
  'Pods cannot be created': '无法创建 Pod',
  'The message says who refused: an admission policy, a service account, a limit range.':
    '错误信息中写明了拒绝者：准入策略、服务账号或 LimitRange。',
  'Job failed': 'Job 失败',
  'Read the log of its last pod; start it again with "kubectl create job --from=cronjob/…".':
    '请查看其最后一个 Pod 的日志；可用“kubectl create job --from=cronjob/…”重新启动。',
  'Node is not ready': '节点未就绪',
  'Is the machine up, does its kubelet run and reach the API server? Its pods move after five minutes.':
    '机器是否开机，kubelet 是否在运行并能访问 API server？五分钟后其上的 Pod 会迁走。',
  'Node is short of something': '节点资源紧张',
  'Find what uses it ("kubectl top pods", images and logs on the disk); pods are evicted until it is over.':
    '请查明占用者（“kubectl top pods”、磁盘上的镜像和日志）；恢复之前会不断驱逐 Pod。',
  'Node ran out of memory': '节点内存耗尽',
  "Pods use more than they request: give them limits, and reserve memory for the node's own services.":
    'Pod 的用量超过其请求：请设置限制，并为节点自身的服务预留内存。',
};

/** Of a container, and after a colon what the cluster says of it. */
const containers: readonly (readonly [RegExp, string])[] = [
  [/^container "([^"]*)" was restarted(?=$|: )/, '容器“$1”已重启'],
  [/^container "([^"]*)" was killed for using more memory than its limit(?=$|: )/, '容器“$1”因内存超过限制被终止'],
  [/^container "([^"]*)" exited (-?\d+)(?=$|: )/, '容器“$1”已退出，退出码 $2'],
  [/^container "([^"]*)" has not ended, and others wait for it$/, '容器“$1”尚未结束，其他容器在等待它'],
  [
    /^container "([^"]*)" does not start in the time that its startup probe gives it$/,
    '容器“$1”未能在启动探针允许的时间内启动',
  ],
  [/^container "([^"]*)"(?=: )/, '容器“$1”'],
];

/** A sentence of cluster-alerts in Chinese; any other text as it is. */
export function ruleInChinese(text: string): string {
  const [pattern, chinese] = containers.find(([pattern]) => pattern.test(text)) ?? [];
  if (pattern !== undefined && chinese !== undefined) return text.replace(pattern, chinese);
  return Object.hasOwn(sentences, text) ? (sentences[text] ?? text) : text;
}
