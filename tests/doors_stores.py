"""Doors of tests/doors: shippers, and the stores that they fill."""
import json
from door_logs import utc, nanos, millis, dump, table, each, backward, prefixed, pods


def kubernetes(a):
    return {"pod": {"name": a.pod}, "container": {"name": a.container}, "namespace": "airflow"}


def beat(a, line, time):
    return {"@timestamp": utc(time, 3), "message": line, "stream": "stdout", "kubernetes": kubernetes(a), "log": {"offset": 1, "file": {"path": "/var/log/containers/x.log"}}}


def hits(a):
    return [{"_index": "filebeat", "_id": str(i), "_source": beat(a, line, time)} for i, (line, time) in enumerate(a.lines)]


def labels(a):
    return {"app": "airflow", "container": a.container, "pod": a.pod}


def loki(a, turned):
    values = [[nanos(time), line] for line, time in a.lines]
    return dump({"status": "success", "data": {"resultType": "streams", "result": [{"stream": labels(a), "values": values[::-1] if turned else values}]}})


def lifted(line, name, more):
    """What a shipper makes of a line: the members of a record, else the line as a member."""
    return json.loads(line) if line.startswith("{") else {name: line, **more}

DOORS = {
    "VictoriaLogs": each(lambda a, line, time: dump({"_msg": line, "_stream": f'{{pod="{a.pod}"}}', "_time": utc(time), "kubernetes.pod_name": a.pod})),
    "vlogscli": each(lambda a, line, time: f'_time={utc(time)} _stream_id=0 _stream="{{pod=\\"{a.pod}\\"}}" _msg={json.dumps(line, ensure_ascii=False)}'),
    "Vector, logfmt": each(lambda a, line, time: f"host=h message={json.dumps(line, ensure_ascii=False)} source_type=file timestamp={utc(time)}"),
    "ClickHouse": lambda a: dump({"meta": [{"name": "Timestamp"}, {"name": "Body"}], "data": [[utc(time, 9, "").replace("T", " "), line] for line, time in a.lines]}),
    "ClickHouse, TabSeparated": each(lambda a, line, time: f"{time:%Y-%m-%d %H:%M:%S.%f}\t" + line.replace("\\", "\\\\").replace("\t", "\\t").replace("'", "\\'")),
    "ClickHouse, TabSeparatedWithNames": lambda a: "Timestamp\tPodName\tBody\n" + "".join(f"{time:%Y-%m-%d %H:%M:%S.%f}\t{a.pod}\t" + line.replace("\\", "\\\\").replace("\t", "\\t").replace("'", "\\'") + "\n" for line, time in a.lines),
    "ClickHouse, TSKV": each(lambda a, line, time: f"Timestamp={time:%Y-%m-%d %H:%M:%S.%f}\tBody=" + line.replace("\\", "\\\\").replace("\t", "\\t").replace("'", "\\'")),
    "ClickHouse, JSONCompactEachRow": each(lambda a, line, time: json.dumps([f"{time:%Y-%m-%d %H:%M:%S.%f}", a.pod, line]).replace("/", "\\/")),
    "ClickHouse, JSONCompactEachRowWithNames": lambda a: dump(["Body", "Timestamp"]) + "\n" + "".join(dump([line, f"{time:%Y-%m-%d %H:%M:%S.%f}"]) + "\n" for line, time in a.lines),
    "psql, COPY": each(lambda a, line, time: f"{time:%Y-%m-%d %H:%M:%S.%f}+00\t" + line.replace("\\", "\\\\").replace("\t", "\\t")),
    "psql -At": each(lambda a, line, time: f"{time:%Y-%m-%d %H:%M:%S.%f}+00|{line}"),
    "kcat -J": each(lambda a, line, time: dump({"topic": "logs", "partition": 0, "ts": millis(time), "key": None, "payload": dump(beat(a, line, time))})),
    "kcat -f": each(lambda a, line, time: f"logs [0] at offset 17: key {a.pod}: {line}"),
    "kcat -f, delimited": each(lambda a, line, time: f"{millis(time)}|{a.pod}|{line}"),
    "kcat -K": each(lambda a, line, time: f"{a.pod}:{line}"),
    "Kafka's console consumer": each(lambda a, line, time: f"CreateTime:{millis(time)}\tPartition:0\tOffset:17\tNO_HEADERS\t{a.pod}\t{line}"),
    "rpk, kafkactl, AKHQ": lambda a: "".join(json.dumps({"topic": "logs", "key": a.pod, "value": line, "timestamp": millis(time), "partition": 0, "offset": 17}, indent=2) + "\n" for line, time in a.lines),
    "Honeycomb": lambda a: json.dumps({"query": {}, "data": {"series": [], "results": [{"data": {"timestamp": utc(time, 3), "body": line, "k8s.pod.name": a.pod}} for line, time in a.lines]}}),
    "Honeycomb, events": each(lambda a, line, time: dump({"time": utc(time, 3), "samplerate": 1, "data": {"body": line, "pod": a.pod}})),
    "OpenObserve, Quickwit": lambda a: dump({"hits": [{"_timestamp": int(nanos(time)) // 1000, "log": line, "kubernetes_pod_name": a.pod} for line, time in a.lines]}),
    "OpenShift's forwarder": each(lambda a, line, time: dump({"@timestamp": utc(time, 6, "+00:00"), "kubernetes": pods(a), **({"structured": json.loads(line)} if a.new else {"message": line}), "level": "info"})),
    "Datadog's agent": prefixed("Integration Name: a | Type: docker | Status: info | Timestamp: {t} | Hostname: h | Service: airflow | Source: a | Tags: pod_name:{a.pod} | Message: "),
    "Dynatrace": lambda a: dump({"results": [{"timestamp": millis(time), "status": "NONE", "content": line} for line, time in a.lines]}),
    "New Relic": lambda a: dump({"data": {"actor": {"account": {"nrql": {"results": [{"timestamp": millis(time), "message": line, "pod_name": a.pod} for line, time in a.lines]}}}}}),
    "Sumo Logic": lambda a: table(["messageId", "sourceHost", "messageTime", "message"], [["1", "", millis(time), line] for line, time in a.lines]),
    "LogScale": lambda a: dump([{"@timestamp": millis(time), "@rawstring": line, "@id": "1"} for line, time in a.lines]),
    "Papertrail": each(lambda a, line, time: f"700\t{utc(time, 0)}\t{utc(time, 0)}\t11\tworker\t10.0.0.1\tUser\tNotice\tairflow\t{line}"),
    "Better Stack": each(lambda a, line, time: dump({"dt": utc(time, 6, "").replace("T", " "), "raw": dump({"dt": utc(time, 6), "message": line})})),
    "Graylog": lambda a: dump({"messages": [{"message": {"timestamp": utc(time, 3), "source": "h", "message": line}, "index": "graylog_0"} for line, time in a.lines]}),
    "Graylog's API": lambda a: dump({"schema": [{"column_type": "field", "type": "string", "field": name, "name": "field: " + name} for name in ("timestamp", "source", "message")],
                                     "datarows": [[utc(time, 3), "h", line] for line, time in a.lines], "metadata": {}}),
    "Graylog, full_message": lambda a: table(["timestamp", "source", "full_message"], [[utc(time, 3), "h", line] for line, time in a.lines]),
    "Coralogix": each(lambda a, line, time: dump({"metadata": {"timestamp": utc(time, 3), "severity": "Info"}, "labels": {}, "user_data": {"log": line}})),
    "logcli query --forward": each(lambda a, line, time: f'{utc(time, 0)} {{app="airflow", container="base", pod="{a.pod}"}} {line.strip()}'),
    "logcli query": backward(lambda a, line, time: f'{utc(time, 0)} {{app="airflow", container="base", pod="{a.pod}"}} {line.strip()}'),
    "logcli query, one stream": each(lambda a, line, time: f"{utc(time, 0)} {{}} {line.strip()}"),
    "logcli query -o raw --forward": lambda a: a.raw,
    "logcli query -o jsonl": backward(lambda a, line, time: dump({"labels": labels(a), "line": line, "timestamp": utc(time)})),
    "Loki's push API": each(lambda a, line, time: dump({"streams": [{"stream": labels(a), "values": [[nanos(time), line]]}]})),
    "promtail --dry-run": each(lambda a, line, time: f'\x1b[34m{utc(time, 9, "+0000")}\x1b[0m\t\x1b[33m{{app="airflow", pod="{a.pod}"}}\x1b[0m\t{line}'),
    "promtail's pack": each(lambda a, line, time: dump({"_entry": line, "container": "base", "pod": a.pod})),
    "Alloy's loki.echo": each(lambda a, line, time: f'ts={utc(time)} level=info component_id=loki.echo.a receiver=loki.echo.a entry={json.dumps(line, ensure_ascii=False)} labels="{{pod=\\"{a.pod}\\"}}"'),
    "Loki's API, forward": lambda a: loki(a, False),
    "Loki's API": lambda a: loki(a, True),
    "Grafana Explore, txt": lambda a: 'Common labels: {"app":"airflow"}\n\n\n' + backward(lambda a, line, time: f"{millis(time)}\t{utc(time, 3)}\t{line}")(a),
    "Grafana Explore, json": lambda a: dump([{"line": line, "timestamp": nanos(time), "date": utc(time, 3), "fields": labels(a)} for line, time in a.lines][::-1]),
    "Grafana Explore, csv": lambda a: table(["Time", "Line", "tsNs", "id", "pod"], [[millis(time), line, nanos(time), i, a.pod] for i, (line, time) in enumerate(a.lines)][::-1]),
    "Vector": each(lambda a, line, time: dump({"file": "/var/log/pods/x/0.log", "kubernetes": {"pod_name": a.pod, "container_name": "base"}, "message": line, "source_type": "kubernetes_logs",
                                               "timestamp": utc(time)})),
    "Vector, parsed": each(lambda a, line, time: dump({"kubernetes": pods(a), "source_type": "kubernetes_logs", **lifted(line, "message", {"timestamp": utc(time)})})),
    "Vector, files": each(lambda a, line, time: dump({"file": "/opt/airflow/logs/" + a.path, "host": "h", "message": line, "source_type": "file", "timestamp": utc(time)})),
    "Fluent Bit": each(lambda a, line, time: dump({"date": time.timestamp(), "stream": "stdout", "logtag": "F", "message": line, "kubernetes": pods(a)})),
    "Fluent Bit, docker": each(lambda a, line, time: dump({"log": line + "\n", "stream": "stdout", "time": utc(time), "kubernetes": pods(a)})),
    "Fluent Bit, Merge_Log": each(lambda a, line, time: dump({"date": time.timestamp(), "stream": "stdout", "kubernetes": pods(a), **lifted(line, "log", {"time": utc(time)})})),
    "Fluent Bit's tail": each(lambda a, line, time: dump({"date": time.timestamp(), "log": line})),
    "Fluent Bit's file": each(lambda a, line, time: f"kube.log: [{time.timestamp():.6f}, {dump({'log': line})}]"),
    "Fluent Bit's stdout": each(lambda a, line, time: f'[0] kube.log: [[{time.timestamp():.6f}000, {{}}], {{"stream"=>"stdout", "logtag"=>"F", "message"=>"{line}"}}]'),
    "Fluent Bit's json_stream": lambda a: "".join(dump({"date": time.timestamp(), "log": line}) for line, time in a.lines),
    "fluentd's file": each(lambda a, line, time: f"{utc(time, 0, '+00:00')}\tkube.log\t{dump({'log': line, 'stream': 'stdout', 'kubernetes': pods(a)})}"),
    "fluentd's stdout": each(lambda a, line, time: f"{time:%Y-%m-%d %H:%M:%S.%f}000 +0000 kube.log: {dump({'message': line})}"),
    "filebeat": each(lambda a, line, time: dump(beat(a, line, time))),
    "filebeat, files": each(lambda a, line, time: dump({"@timestamp": utc(time, 3), "message": line, "log": {"offset": 1, "file": {"path": "/opt/airflow/logs/" + a.path}}, "host": {"name": "h"}})),
    "filebeat, decoded": each(lambda a, line, time: dump({"@timestamp": utc(time, 3), "host": {"name": "h"}, **({"json": json.loads(line)} if a.new else {"message": line})})),
    "OpenTelemetry's file exporter": lambda a: dump({"resourceLogs": [{"resource": {}, "scopeLogs": [{"scope": {}, "logRecords": [
        {"timeUnixNano": nanos(time), "body": {"stringValue": line}} for line, time in a.lines]}]}]}) + "\n",
    "Elasticsearch, _search": lambda a: dump({"took": 1, "hits": {"total": {"value": 1}, "hits": hits(a)}}),
    "Elasticsearch, _search?pretty": lambda a: json.dumps({"took": 1, "hits": {"hits": hits(a)}}, indent=2),
    "Elasticsearch, fields": lambda a: dump({"hits": {"hits": [{"_index": "i", "fields": {"@timestamp": [utc(time, 3)], "message": [line], "kubernetes.pod.name": [a.pod]}} for line, time in a.lines]}}),
    "Elasticsearch, SQL": lambda a: dump({"columns": [{"name": "@timestamp", "type": "datetime"}, {"name": "message", "type": "text"}], "rows": [[utc(time, 3), line] for line, time in a.lines]}),
    "Elasticsearch, columnar": lambda a: dump({"columns": [{"name": "@timestamp", "type": "date"}, {"name": "message", "type": "keyword"}], "values": [[utc(time, 3) for _, time in a.lines], [line for line, _ in a.lines]]}),
    "Elasticsearch, _msearch": lambda a: dump({"took": 1, "responses": [{"hits": {"hits": hits(a)[:9]}, "status": 200}, {"hits": {"hits": hits(a)[9:]}, "status": 200}]}),
    "Elasticsearch, _async_search": lambda a: dump({"id": "q", "is_running": False, "response": {"took": 1, "hits": {"hits": hits(a)}}}),
    "OpenSearch, SQL": lambda a: dump({"schema": [{"name": "@timestamp", "type": "timestamp"}, {"name": "message", "type": "text"}], "datarows": [[utc(time, 3, "").replace("T", " "), line] for line, time in a.lines], "status": 200}),
    "Grafana's API": lambda a: dump({"results": {"A": {"status": 200, "frames": [{"schema": {"refId": "A", "fields": [{"name": name} for name in ("labels", "Time", "Line", "tsNs", "id")]}, "data": {"values": [
        [labels(a) | {"detected_level": "error" if "ERROR" in line else "info"} for line, _ in a.lines], [millis(time) for _, time in a.lines], [line for line, _ in a.lines],
        [nanos(time) for _, time in a.lines], [str(i) for i in range(len(a.lines))]]}}]}}}),
    "elasticdump": lambda a: "".join(dump(hit) + "\n" for hit in hits(a)),
    "mongoexport": each(lambda a, line, time: dump({"_id": {"$oid": "65"}, "log": line, "stream": "stdout", "time": {"$date": utc(time, 3)}})),
    "lnav": lambda a: json.dumps([{"log_line": i, "log_time": utc(time, 3, ""), "log_raw_text": line} for i, (line, time) in enumerate(a.lines)], indent=4),
    "Kibana, csv": lambda a: table(["@timestamp", "kubernetes.pod.name", "message"],
                                   [[f"{time:%b} {time.day}, {time:%Y @ %H:%M:%S}.{time:%f}"[:-3], a.pod, line] for line, time in a.lines][::-1]),
    "Datadog's archive": each(lambda a, line, time: dump({"_id": "A", "date": utc(time, 3), "host": "h", "service": "airflow", "message": line, "status": "info"})),
    "Datadog's API": lambda a: json.dumps({"data": [{"id": "A", "type": "log", "attributes": {"timestamp": utc(time, 3), "service": "airflow", "message": line}} for line, time in a.lines]}),
    "Splunk, json": each(lambda a, line, time: dump({"preview": False, "result": {"_raw": line, "_time": utc(time, 3, "+00:00"), "host": "h"}})),
    "Splunk, csv": lambda a: table(["_raw", "_time", "host"], [[line, utc(time, 3, "+0000"), "h"] for line, time in a.lines]),
    "Splunk, json_rows": lambda a: dump({"preview": False, "init_offset": 0, "fields": ["_time", "_raw"], "rows": [[utc(time, 3, "+00:00"), line] for line, time in a.lines]}),
    "GELF": each(lambda a, line, time: dump({"version": "1.1", "host": "h", "short_message": line, "timestamp": time.timestamp(), "_container_name": a.pod})),
}
