"""Doors of tests/doors: runtimes of containers, the journal and syslog, what puts a name or a stamp before each line."""
import json
from door_logs import utc, nanos, dump, each, prefixed


def extjson(line):
    """stern leaves what is JSON as it is."""
    try:
        json.loads(line)
    except ValueError:
        return json.dumps(line, ensure_ascii=False)
    return line


def frames(a):
    out = b""
    for line, _ in a.lines:
        raw = (line + "\n").encode()
        for at in range(0, len(raw), 1000):
            piece = raw[at:at + 1000]
            out += bytes([1, 0, 0, 0]) + len(piece).to_bytes(4, "big") + piece
    return out


def pieces(line, form):
    raw = (line + "\n").encode()
    return "".join(form(raw[at:at + 16384].decode("utf-8", "replace")) for at in range(0, len(raw), 16384))


def exported(a):
    """journalctl writes a value that is no printable text with its length; here those of other letters."""
    out = b""
    for i, (line, time) in enumerate(a.lines):
        value = line.encode()
        field = b"MESSAGE=" + value if line.isascii() and "i" not in line else b"MESSAGE\n" + len(value).to_bytes(8, "little") + value
        out += f"__CURSOR=s=a;i={i}\n__REALTIME_TIMESTAMP={nanos(time)[:-3]}\n_HOSTNAME=h\nPRIORITY=6\n".encode() + field + b"\n_SYSTEMD_UNIT=airflow.service\n\n"
    return out


def entry_of_journal(line, time):
    return {"__REALTIME_TIMESTAMP": nanos(time)[:-3], "_HOSTNAME": "h", "_SYSTEMD_UNIT": "airflow.service", "MESSAGE": line}


GIT_SYNC = 'I1123 22:28:32.000000       1 main.go:473] "level"=0 "msg"="syncing git" "rev"="HEAD"\n'

DOORS = {
    "kubectl logs": lambda a: a.raw,
    "kubectl logs --prefix": prefixed("[pod/{a.pod}/base] "),
    "kubectl logs --prefix, ts": each(lambda a, line, time: f"{time:%b %d %H:%M:%S} [pod/{a.pod}/{a.container}] {line}"),
    "kubectl logs --timestamps": prefixed("{t} "),
    "kubectl logs --prefix --timestamps": prefixed("[pod/{a.pod}/base] {t} "),
    "kubectl logs --all-containers": lambda a: "".join(line + "\n" + (GIT_SYNC if i % 7 == 3 or "Error: " in line else "") for i, (line, _) in enumerate(a.lines)),
    "stern": prefixed("{a.pod} base "),
    "stern --timestamps": prefixed("{a.pod} base {t} "),
    "stern --all-namespaces": prefixed("airflow {a.pod} base "),
    "stern --color always": prefixed("\x1b[36m{a.pod}\x1b[0m \x1b[32mbase\x1b[0m "),
    "stern, its own lines": lambda a: f"+ {a.pod} › base\n" + prefixed("{a.pod} base ")(a) + f"- {a.pod} › base\n",
    "stern --output json": each(lambda a, line, time: dump({"message": line, "nodeName": "n", "namespace": "airflow", "podName": a.pod, "containerName": "base"})),
    "stern --output extjson": each(lambda a, line, time: f'{{"pod": "{a.pod}", "container": "base", "message": {extjson(line)}}}'),
    "stern --output ppextjson": each(lambda a, line, time: f'{{\n  "pod": "{a.pod}",\n  "container": "base",\n  "message": {extjson(line)}\n}}'),
    "FireLens of AWS ECS": each(lambda a, line, time: dump({"container_id": "c", "container_name": a.pod, "source": "stdout", "log": line, "ecs_cluster": "e",
                                                           "ecs_task_arn": "arn:aws:ecs:eu-west-1:1:task/e/2f", "ecs_task_definition": "airflow:3"})),
    "docker logs --timestamps": prefixed("{t} "),
    "docker's json-file": lambda a: "".join(pieces(line, lambda p: dump({"log": p, "stream": "stdout", "time": utc(time)}) + "\n") for line, time in a.lines),
    "docker's API": frames,
    "docker compose logs": prefixed("airflow-worker-1  | "),
    "docker-compose 1": prefixed("\x1b[36mairflow-worker_1     |\x1b[0m "),
    "docker compose logs --timestamps": prefixed("airflow-worker-1  | {t} "),
    "airflow standalone": each(lambda a, line, time: f"{'scheduler':>10} | {line.strip()}"),
    "airflow standalone, in a container": each(lambda a, line, time: f"{utc(time)} stdout F {'scheduler':>10} | {line.strip()}"),
    "a shipper's own output, in a container": each(lambda a, line, time: dump({"log": dump({"date": time.timestamp(), "stream": "stdout", "log": line, "kubernetes": {
        "pod_name": a.pod, "container_name": "base", "namespace_name": "airflow"}}) + "\n", "stream": "stdout", "time": utc(time)})),
    "syslog, in a container": each(lambda a, line, time: f"[pod/syslog-0/syslog] <14>1 {utc(time, 6)} w1 airflow 4242 - - {line}"),
    "docker service logs": prefixed("airflow_worker.1.k2j3h4@node1    | "),
    "docker service logs --timestamps": prefixed("{t} airflow_worker.1.k2j3h4@node1    | "),
    "podman logs": prefixed("0a1b2c3d4e5f "),
    "podman-compose": prefixed("[airflow-worker] | "),
    "k9s": prefixed("{t} {a.pod} base "),
    "stern --timestamps short": each(lambda a, line, time: f"{a.pod} base {time:%m-%d %H:%M:%S} {line}"),
    "containerd, CRI-O": prefixed("{t} stdout F "),
    "podman's k8s-file": each(lambda a, line, time: f"{utc(time, 9, '+00:00')} stdout F {line}"),
    "journalctl": each(lambda a, line, time: f"{time:%b %d %H:%M:%S} host airflow[42]: {line}"),
    "journalctl -o short-iso": each(lambda a, line, time: f"{utc(time, 0, '+0000')} host airflow[42]: {line}"),
    "journalctl -o short-precise": each(lambda a, line, time: f"{time:%b %d %H:%M:%S.%f} host airflow[42]: {line}"),
    "journalctl -o json --all": each(lambda a, line, time: dump({"__REALTIME_TIMESTAMP": nanos(time)[:-3], "_SYSTEMD_UNIT": "airflow.service", "MESSAGE": line if line.isascii() else list(line.encode())})),
    "journalctl -o short-full": each(lambda a, line, time: f"{time:%a %Y-%m-%d %H:%M:%S} UTC host airflow[42]: {line}"),
    "journalctl -o short-unix": each(lambda a, line, time: f"{nanos(time)[:10]}.{nanos(time)[10:16]} host airflow[42]: {line}"),
    "journalctl -o short-delta": each(lambda a, line, time: f"[ 1234.567890 <    0.000123 >] host airflow[42]: {line}"),
    "journalctl -o json-pretty": each(lambda a, line, time: json.dumps(entry_of_journal(line, time), indent="\t", ensure_ascii=False)),
    "journalctl -o json-seq": each(lambda a, line, time: "\x1e" + dump(entry_of_journal(line, time))),
    "journalctl -o json-sse": each(lambda a, line, time: "data: " + dump(entry_of_journal(line, time)) + "\n"),
    "journalctl -o export": exported,
    "docker's journald": each(lambda a, line, time: dump({"CONTAINER_NAME": "w-1", "_HOSTNAME": "h", "__REALTIME_TIMESTAMP": nanos(time)[:-3], "MESSAGE": line})),
    "syslog, RFC 3164": each(lambda a, line, time: f"<14>{time:%b %d %H:%M:%S} host airflow[42]: {line}"),
    "syslog, RFC 5424": each(lambda a, line, time: f"<14>1 {utc(time, 6)} host airflow 42 - - {line}"),
    "syslog, octets counted": lambda a: b"".join(b"%d %b" % (len(m), m) for m in (f"<14>1 {utc(time, 6)} host airflow 42 - - {line}".encode() for line, time in a.lines)),
    "foreman, honcho, pm2": each(lambda a, line, time: f"{time:%H:%M:%S} worker.1    | {line}"),
    "kubetail, kail": prefixed("[{a.pod} base] "),
    "docker logs --details": prefixed("{t} com.docker.compose.service=worker,x=1 "),
    "cf logs": prefixed("   {t:.22}+0000 [APP/PROC/WORKER/0] OUT "),
    "fly logs": prefixed("{s} app[5f3a2b] ams [info]"),
    "svlogd, multilog": each(lambda a, line, time: f"{time:%Y-%m-%d_%H:%M:%S}.{time:%f} {line}"),
    "Argo's API": each(lambda a, line, time: "data: " + dump({"result": {"content": line, "timeStampStr": utc(time), "podName": a.pod}}) + "\n"),
    "Heroku's drain": each(lambda a, line, time: f"<190>1 {utc(time, 6, '+00:00')} host app worker.1 - {line}"),
    "nerdctl compose logs": each(lambda a, line, time: f"worker_1    |{line}"),
    "rsyslog's JSON": each(lambda a, line, time: dump({"@timestamp": utc(time, 6), "message": " " + line, "host": "h", "programname": "airflow"})),
}
