#!/usr/bin/env python3
"""Usage: manifests.py validate FILE                      every object of the rendered FILE against the rules below
       manifests.py command FILE KIND NAME [VARIABLE...]  the command line of its container, for a shell, environment first;
                                                          VARIABLE=VALUE stands for what Secrets and the Job controller give
       manifests.py action FILE KIND NAME STATUS...       what the cluster does when the container ends so: Complete, Retry or
                                                          an action of podFailurePolicy
       manifests.py grafana FILE FOLDER                   every board, alert and data source of FOLDER is in FILE, labelled
       manifests.py show FILE KIND NAME PATH              one value, PATH as spec.template.spec

Rules: Kubernetes' own schemas, strict, of each version in VERSIONS; the Pod Security Standard `restricted`; no root file system
that can be written; memory is limited; no account with a token but that of live; logs are mounted read-only; every pod is
under a NetworkPolicy and every policy names its pods; no password in any object; names that are referred to are there."""
import base64
import functools
import os
import pathlib
import re
import shlex
import sys

import kubernetes_validate
import kubernetes_validate.utils
import yaml

VERSIONS = os.environ.get("KUBERNETES", "1.31 1.33 1.37").split()
kubernetes_validate.utils.schema_contents = functools.cache(kubernetes_validate.utils.schema_contents)
SECRETS = {"dagsieve-owner", "dagsieve-writer", "dagsieve-platform", "dagsieve-airflow"}  # made by hand, from deploy/README.md
CLAIMS = {"airflow-logs"}


def objects(path):
    with open(path) as f:
        return [o for o in yaml.load_all(f, yaml.CSafeLoader) if o]


def at(o, path, default=None):
    for key in path.split("."):
        o = o.get(key) if isinstance(o, dict) else None
    return default if o is None else o


def job_of(o):
    return at(o, "spec.jobTemplate.spec") if o["kind"] == "CronJob" else o["spec"] if o["kind"] == "Job" else None


def template_of(o):
    return at(job_of(o), "template") if job_of(o) else at(o, "spec.template") if o["kind"] == "Deployment" else None


def restricted(pod, container):
    """The Pod Security Standard `restricted`, what of it our pods use."""
    context, own = pod.get("securityContext", {}), container.get("securityContext", {})
    yield own.get("allowPrivilegeEscalation") is False, "allowPrivilegeEscalation is not false"
    yield at(own, "capabilities.drop") == ["ALL"] and not at(own, "capabilities.add"), "capabilities are not all dropped"
    yield own.get("runAsNonRoot", context.get("runAsNonRoot")) is True, "runAsNonRoot is not true"
    yield own.get("runAsUser", context.get("runAsUser", 0)) != 0, "runAsUser is root"
    yield at(own, "seccompProfile.type", at(context, "seccompProfile.type")) == "RuntimeDefault", "no seccomp profile"
    yield not own.get("privileged") and not any(pod.get(k) for k in ("hostNetwork", "hostPID", "hostIPC")), "shares the host"
    kinds = {"configMap", "emptyDir", "persistentVolumeClaim", "secret", "projected", "downwardAPI", "csi", "ephemeral"}
    yield all(set(v) - {"name"} <= kinds for v in pod.get("volumes", [])), "a kind of volume that restricted refuses"


def container_rules(o, pod, container, names):
    yield from restricted(pod, container)
    yield at(container, "securityContext.readOnlyRootFilesystem") is True, "root file system can be written"
    yield at(container, "resources.limits.memory") and at(container, "resources.requests.memory"), "memory is not limited"
    yield all(m.get("readOnly") for m in container.get("volumeMounts", []) if m["name"] == "logs"), "logs can be written"
    for source in container.get("envFrom", []):
        config = at(source, "configMapRef.name")
        yield config is None or ("ConfigMap", config) in names, f"no ConfigMap {config}"
        yield config or at(source, "secretRef.name") in SECRETS, f"unknown Secret {source}"
    yield not any("PASS" in e["name"] for e in container.get("env", [])), "a password in the manifest"
    yield container["image"].startswith("dagsieve") or ":" in container["image"].rsplit("/", 1)[-1], "image without a tag"


def pod_rules(o, all_objects, names):
    template = template_of(o)
    pod, labels = template["spec"], template["metadata"]["labels"]
    token = pod.get("automountServiceAccountToken")
    yield token is False or (token and o["metadata"]["name"] == "dagsieve-live"), "a token of the cluster that is not needed"
    own_account = ("ServiceAccount", pod.get("serviceAccountName"))
    yield own_account in names or own_account[1] == "dagsieve" and o["metadata"]["name"] == "dagsieve-backfill", "no account of its own"
    for volume in pod.get("volumes", []):
        claim, config = at(volume, "persistentVolumeClaim.claimName"), at(volume, "configMap.name")
        yield claim is None or claim in CLAIMS, f"unknown claim {claim}"
        yield config is None or ("ConfigMap", config) in names, f"no ConfigMap {config}"
    policies = [p for p in all_objects if p["kind"] == "NetworkPolicy"]
    covered = any(at(p, "spec.podSelector.matchLabels", {"": 0}).items() <= labels.items() for p in policies)
    yield covered or o["metadata"]["name"] == "dagsieve-backfill", "no NetworkPolicy for it"  # backfill: that of the base
    for container in pod["containers"]:
        yield from container_rules(o, pod, container, names)


def job_rules(o):
    job = job_of(o)
    yield at(job, "template.spec.restartPolicy") == "Never", "podFailurePolicy needs restartPolicy Never"
    yield job.get("activeDeadlineSeconds"), "no deadline"
    container = at(job, "template.spec")["containers"][0]
    rules = at(job, "podFailurePolicy.rules", [])
    yield any(r["action"] == "Ignore" for r in rules), "a drained node counts as a failure"
    yield all(at(r, "onExitCodes.containerName", container["name"]) == container["name"] for r in rules), "a rule for no container"
    if o["kind"] == "CronJob":
        yield o["spec"].get("concurrencyPolicy") == "Forbid" and o["spec"].get("startingDeadlineSeconds"), "may overlap or start late"
    if job.get("completionMode") == "Indexed":
        shards = [e["value"] for e in container["env"] if e["name"] == "DAGSIEVE_SHARD"]
        yield shards == [str(job["completions"])], f"DAGSIEVE_SHARD {shards} is not completions {job['completions']}"


def rules(o, all_objects, names):
    for version in VERSIONS:
        try:
            kubernetes_validate.validate(o, version, strict=True)
        except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
            yield False, f"Kubernetes {version}: {error.message}"
    if o["kind"] == "NetworkPolicy":
        yield at(o, "spec.podSelector.matchLabels"), "holds for every pod of the namespace"
    if o["kind"] == "ConfigMap":
        yield sum(len(v.encode()) for v in o.get("data", {}).values()) < 262144, "too large for kubectl apply"
    if template_of(o):
        yield from pod_rules(o, all_objects, names)
    if job_of(o):
        yield from job_rules(o)


def validate(path):
    all_objects = objects(path)
    names = {(o["kind"], o["metadata"]["name"]) for o in all_objects}
    wrong = 0
    for o in all_objects:
        for holds, why in rules(o, all_objects, names):
            if not holds:
                print(f"{path}: {o['kind']}/{o['metadata']['name']}: {why}")
                wrong += 1
    return wrong or not all_objects


def find(path, kind, name):
    """NAME may lack the hash that kustomize puts behind it."""
    return next(o for o in objects(path) if o["kind"] == kind and name in (o["metadata"]["name"], o["metadata"]["name"].rsplit("-", 1)[0]))


def command(path, kind, name, *given):
    container = at(template_of(find(path, kind, name)), "spec.containers")[0]
    maps = [at(s, "configMapRef.name") for s in container.get("envFrom", [])]
    env = {}
    for config in filter(None, maps):
        env.update(find(path, "ConfigMap", config)["data"])
    env.update(pair.split("=", 1) for pair in given)
    env.update((e["name"], e["value"]) for e in container.get("env", []))
    args = [re.sub(r"\$\((\w+)\)", lambda m: env.get(m[1], m[0]), a) for a in container.get("args", [])]
    words = [f"{k}={v}" for k, v in env.items()] + container.get("command", ["dagsieve"]) + args
    print(shlex.join(words))


def action_of(policy, status):
    if status == 0:
        return "Complete"
    for rule in policy:
        codes = rule.get("onExitCodes")
        if codes and (status in codes["values"]) == (codes["operator"] == "In"):
            return rule["action"]
    return "Retry"


def action(path, kind, name, *statuses):
    policy = at(job_of(find(path, kind, name)), "podFailurePolicy.rules", [])
    print(*(action_of(policy, int(status)) for status in statuses))


def grafana(path, folder):
    shipped = {}
    for o in objects(path):
        for label in at(o, "metadata.labels", {}):
            for name, text in o.get("data", {}).items():
                shipped[label, name] = base64.b64decode(text) if o["kind"] == "Secret" else text.encode()
    wrong = 0
    for kind, label in (("dashboards", "grafana_dashboard"), ("alerting", "grafana_alert"), ("datasources", "grafana_datasource")):
        for file in sorted(pathlib.Path(folder, kind).iterdir()):
            if shipped.get((label, file.name)) != file.read_bytes():
                print(f"{file}: not in the manifests under the label {label} (deploy/grafana/kustomization.yaml)")
                wrong += 1
    return wrong or not shipped


def show(path, kind, name, where):
    print(at(find(path, kind, name), where))


if __name__ == "__main__":
    sys.exit({"validate": validate, "command": command, "action": action, "grafana": grafana, "show": show}[sys.argv[1]](*sys.argv[2:]))
