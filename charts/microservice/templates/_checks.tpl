{{- /* What no schema can say, because it is about two values or about the cluster: name, value, what is allowed. */}}
{{- define "microservice.checks" -}}
{{- if and .Values.shutdownDelaySeconds (le (int .Values.terminationGracePeriodSeconds) (int .Values.shutdownDelaySeconds)) }}
{{- fail (printf "terminationGracePeriodSeconds: %d given, which shutdownDelaySeconds (%d) uses up; allowed: more than %d" (int .Values.terminationGracePeriodSeconds) (int .Values.shutdownDelaySeconds) (int .Values.shutdownDelaySeconds)) }}
{{- end }}
{{- with .Values.autoscaling }}
{{- if and .enabled (lt (int .maxReplicas) (int .minReplicas)) }}
{{- fail (printf "autoscaling.maxReplicas: %d given; allowed: at least autoscaling.minReplicas (%d)" (int .maxReplicas) (int .minReplicas)) }}
{{- end }}
{{- if and .enabled (not .targetCPU) (not .targetMemory) }}
{{- fail "autoscaling: targetCPU and targetMemory are both 0; allowed: at least one of them in percent of the requests" }}
{{- end }}
{{- range $name, $value := dict "cpu" .targetCPU "memory" .targetMemory }}
{{- if and $.Values.autoscaling.enabled $value (not (dig "requests" $name "" $.Values.resources)) }}
{{- fail (printf "resources.requests.%s: not given, but autoscaling is in percent of it; allowed: an amount such as %s" $name (ternary "100m" "128Mi" (eq $name "cpu"))) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and (eq .Values.rollout.type "RollingUpdate") (has (toString .Values.rollout.maxSurge) (list "0" "0%")) (has (toString .Values.rollout.maxUnavailable) (list "0" "0%")) }}
{{- fail "rollout: maxSurge and maxUnavailable are both 0, so no pod could ever be replaced; allowed: one of them above 0" }}
{{- end }}
{{- if and .Values.ingress.enabled .Values.ingress.allowList (not (include "microservice.ingressController" .)) }}
{{- fail (printf "ingress.allowList: given, but the controller is not known from ingress.className \"%s\"; allowed: ingress.controller nginx or alb" .Values.ingress.className) }}
{{- end }}
{{- with .Values.secrets.external }}
{{- if and (or .keys .variables) (not .store.name) }}
{{- fail "secrets.external.store.name: not given; allowed: the name of a SecretStore or ClusterSecretStore" }}
{{- end }}
{{- end }}
{{- end }}
