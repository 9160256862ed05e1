{{- define "microservice.labels" -}}
{{ include "microservice.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- with .Values.project }}
app.kubernetes.io/part-of: {{ . }}
{{- end }}
{{- with .Values.environment }}
slipway.dev/environment: {{ . }}
{{- end }}
{{- with include "microservice.revision" . }}
{{- /* A label holds 63 characters of a smaller alphabet; the annotation has the revision as it is. */}}
app.kubernetes.io/version: {{ . | trunc 63 | trimAll "-_." | quote }}
{{- end }}
{{- end }}

{{- define "microservice.selector" -}}
app.kubernetes.io/name: {{ .Release.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "microservice.annotations" -}}
{{ include "microservice.version" . }}
{{- with .Values.runUrl }}
slipway.dev/run-url: {{ . | quote }}
{{- end }}
{{- end }}

{{- /* What a pod carries: without the run's address, so that the same version deployed again leaves the pods alone. */}}
{{- define "microservice.version" -}}
slipway.dev/revision: {{ include "microservice.revision" . | quote }}
{{- with .Values.image.digest }}
slipway.dev/image-digest: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "microservice.revision" -}}
{{ .Values.revision | default .Values.image.tag }}
{{- end }}

{{- define "microservice.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default .Release.Name }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- define "microservice.image" -}}
{{- $name := .Values.image.repo | default .Release.Name -}}
{{- with .Values.image.registry }}{{ $name = printf "%s/%s" . $name }}{{ end -}}
{{- /* With a digest the node runs exactly what was verified; the tag stays for people. */ -}}
{{- if .Values.image.digest }}{{ printf "%s:%s@%s" $name .Values.image.tag .Values.image.digest }}{{ else }}{{ printf "%s:%s" $name .Values.image.tag }}{{ end }}
{{- end }}

{{- /* "true" where more than one pod may run: only then there is something to spread and to keep apart. */}}
{{- define "microservice.isReplicated" -}}
{{- if .Values.autoscaling.enabled }}{{ if gt (int .Values.autoscaling.maxReplicas) 1 }}true{{ end }}{{ else if gt (int .Values.replicas) 1 }}true{{ end }}
{{- end }}

{{- /* Name of the Secret that the external-secrets operator makes; empty when it has nothing to make. */}}
{{- define "microservice.externalSecret" -}}
{{- with .Values.secrets.external }}{{ if or .keys .variables }}{{ $.Release.Name }}-external{{ end }}{{ end }}
{{- end }}
