{{- /* Environment of the container: what slipway knows, then the service's own. */}}
{{- define "microservice.env" -}}
- {name: PORT, value: {{ .Values.port | quote }}}
- {name: REVISION, value: {{ include "microservice.revision" . | quote }}}
- {name: ENVIRONMENT, value: {{ .Values.environment | quote }}}
{{- if .Values.appConfig }}
- {name: APP_CONFIG, value: {{ .Values.appConfigPath | quote }}}
{{- end }}
{{- range $name, $value := .Values.env }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- range $name, $from := .Values.secrets.variables }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: {name: {{ $from.secret }}, key: {{ $from.key | quote }}}
{{- end }}
{{- end }}

{{- define "microservice.envFrom" -}}
{{- range .Values.secrets.env }}
- secretRef: {name: {{ . }}}
{{- end }}
{{- with include "microservice.externalSecret" . }}
- secretRef: {name: {{ . }}}
{{- end }}
{{- with .Values.envFrom }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "microservice.probes" -}}
{{- $port := .Values.probes.port | default "http" }}
{{- $ask := dict }}
{{- if eq .Values.probes.type "http" }}{{ $ask = dict "httpGet" (dict "path" .Values.probes.path "port" $port) }}{{ end }}
{{- if eq .Values.probes.type "tcp" }}{{ $ask = dict "tcpSocket" (dict "port" $port) }}{{ end }}
{{- if eq .Values.probes.type "grpc" }}{{ $ask = dict "grpc" (dict "port" (.Values.probes.port | default .Values.port | int)) }}{{ end }}
{{- if $ask }}
startupProbe: {{- merge (deepCopy $ask) .Values.probes.startup | toYaml | nindent 2 }}
livenessProbe: {{- merge (deepCopy $ask) .Values.probes.liveness | toYaml | nindent 2 }}
readinessProbe: {{- merge (deepCopy $ask) .Values.probes.readiness | toYaml | nindent 2 }}
{{- end }}
{{- end }}

{{- define "microservice.volumeMounts" -}}
- {name: tmp, mountPath: /tmp}
{{- range $index, $path := .Values.writablePaths }}
- {name: writable-{{ $index }}, mountPath: {{ $path | quote }}}
{{- end }}
{{- if .Values.appConfig }}
{{- if eq .Values.appConfigMount "file" }}
- {name: app-config, mountPath: {{ .Values.appConfigPath | quote }}, subPath: {{ base .Values.appConfigPath | quote }}, readOnly: true}
{{- else }}
- {name: app-config, mountPath: {{ dir .Values.appConfigPath | quote }}, readOnly: true}
{{- end }}
{{- end }}
{{- range $name, $path := .Values.secrets.files }}
- {name: secret-{{ $name | sha256sum | trunc 8 }}, mountPath: {{ $path | quote }}, readOnly: true}
{{- end }}
{{- with .Values.volumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "microservice.volumes" -}}
- {name: tmp, emptyDir: {}}
{{- range $index, $path := .Values.writablePaths }}
- {name: writable-{{ $index }}, emptyDir: {}}
{{- end }}
{{- if .Values.appConfig }}
- name: app-config
  configMap: {name: {{ .Release.Name }}-app-config}
{{- end }}
{{- range $name, $path := .Values.secrets.files }}
{{- /* A volume's name has a smaller alphabet than a Secret's; 288 is 0440, which not every YAML reader takes for octal. */}}
- name: secret-{{ $name | sha256sum | trunc 8 }}
  secret: {secretName: {{ $name }}, defaultMode: 288}
{{- end }}
{{- with .Values.volumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /*
Checksums of what a pod reads at its start, as annotations: another content makes new pods. Secrets are read from the cluster,
so that a rotated password rolls the pods at the next deployment; where nothing can be read (helm template) they are left out.
*/}}
{{- define "microservice.checksums" -}}
{{- if .Values.appConfig }}
slipway.dev/app-config-checksum: {{ .Values.appConfig | sha256sum }}
{{- end }}
{{- if .Values.secrets.rollOnChange }}
{{- $names := concat .Values.secrets.env (keys .Values.secrets.files) }}
{{- range .Values.secrets.variables }}{{ $names = append $names .secret }}{{ end }}
{{- with include "microservice.externalSecret" . }}{{ $names = append $names . }}{{ end }}
{{- $contents := dict }}
{{- range $names | uniq }}
{{- with lookup "v1" "Secret" $.Release.Namespace . }}{{ $_ := set $contents .metadata.name (.data | default dict) }}{{ end }}
{{- end }}
{{- if $contents }}
slipway.dev/secrets-checksum: {{ $contents | toJson | sha256sum }}
{{- end }}
{{- end }}
{{- end }}
