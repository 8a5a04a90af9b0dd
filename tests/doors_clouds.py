"""Doors of tests/doors: AWS, Google Cloud, Azure, Oracle; Airflow's own API and web interface."""
import json, re
from door_logs import utc, millis, dump, table, each, message, prefixed, pods


def yaml(value, indent=""):
    """As gcloud prints it: text of several lines is a literal, other text a scalar that may be folded."""
    out = ""
    for name, member in value.items():
        if isinstance(member, dict):
            out += f"{indent}{name}:\n" + yaml(member, indent + "  ")
        elif "\n" in member:
            out += f"{indent}{name}: |{2 if member[0].isspace() else ''}-\n" + "".join(f"{indent}  {line}\n" if line else "\n" for line in member.split("\n"))
        elif re.fullmatch(r"[A-Za-z][\w ./()=-]*[\w)]", member):
            out += f"{indent}{name}: " + member.replace(" ", f"\n{indent}  ", 1 if len(member) > 60 else 0) + "\n"
        elif member.isprintable() and "\\" not in member:
            out += f"{indent}{name}: '" + member.replace("'", "''") + "'\n"
        else:
            out += f"{indent}{name}: {json.dumps(member, ensure_ascii=False)}\n"
    return out


def events(a, named):
    more = {"logStreamName": a.path.replace(":", "_"), "eventId": "1"} if named else {}
    return json.dumps({"events": [{**more, "timestamp": millis(time), "message": text, "ingestionTime": millis(time) + 9} for text, time in a.messages()], "nextForwardToken": "f/1"}, indent=4) + "\n"


def entry(a, text, time):
    return {"insertId": "i", "labels": {"workflow": a.dag, "task-id": a.task, "map-index": a.map, "try-number": a.tries}, "logName": "projects/p/logs/airflow-worker",
            "severity": "INFO", "textPayload": text, "timestamp": utc(time)}


def pod_entry(a, line, time):
    return {"insertId": "i", "labels": {"k8s-pod/dag_id": a.dag}, "logName": "projects/p/logs/stdout", "resource": {"type": "k8s_container", "labels": pods(a)}, "textPayload": line,
            "timestamp": utc(time)}


def composer(a):
    """As Composer's formatter writes it: pieces of 4,096 characters, escaped, a label behind each."""
    if a.new:
        return a.raw
    label = "@-@" + json.dumps({"workflow": a.dag, "task-id": a.task, "execution-date": re.sub(r"\.\d+", "", a.run.split("__")[-1]), "map-index": a.map, "try-number": a.tries})
    records = re.split(r"\n(?=\[20)", a.raw[:-1])
    cut = (record[at:at + 4096] for record in records for at in range(0, len(record), 4096))
    return "".join(piece.replace("\\", "\\\\").replace("\n", "\\n") + label + "\n" for piece in cut)


def split_entries(a):
    """As Cloud Logging splits what is too large, here at 100 characters from the fifth line on."""
    out = []
    for line, time in a.lines:
        size = 100 if len(out) > 3 else len(line) + 1
        cut = [line[at:at + size] for at in range(0, len(line) + 1, size)]
        splits = [{"split": {"uid": "u", **({"index": i} if i else {}), "totalSplits": len(cut)}} if len(cut) > 1 else {} for i in range(len(cut))]
        out += [dump({**pod_entry(a, text, time), **split}) + "\n" for text, split in zip(cut, splits)]
    return "".join(out)


def header(a):
    return f"*** Found local files:\n***   * /opt/airflow/logs/{a.path}\n"


def whole(a):
    """Without the blank lines that the API takes out."""
    return "\n".join(line for line, _ in a.lines if line)


def structured(a):
    records = [json.loads(line) for line, _ in a.lines] if a.new else [{"timestamp": utc(time, 6), "event": line} for line, time in a.lines if line]
    return [{"event": "::group::Log message source details", "sources": [f"/opt/airflow/logs/{a.path}"]}, {"event": "::endgroup::"}] + records


def shown(record):
    """A record as Airflow 3's web interface writes it: no logger, no place."""
    hidden = ("timestamp", "level", "event", "error_detail", "logger", "chan", "filename", "lineno")
    stamp, level = (f"[{record['timestamp']}] " if "timestamp" in record else ""), (f"{record['level'].upper()} - " if "level" in record else "")
    return stamp + level + record["event"] + "".join(f" {name}={value if isinstance(value, str) else dump(value)} " for name, value in record.items() if name not in hidden)

DOORS = {
    "CloudWatch's export of records": each(lambda a, line, time: f"{utc(time, 3)} {dump({'time': utc(time), 'stream': 'stdout', '_p': 'F', 'log': line, 'kubernetes': pods(a)})}"),
    "awslogs": prefixed("/ecs/airflow worker/base/5f3a2b {t} "),
    "Azure Container Apps": each(lambda a, line, time: dump({"TimeGenerated": utc(time, 7), "ContainerAppName_s": "airflow", "ContainerGroupName_s": a.pod, "Log_s": line, "Stream_s": "stdout"})),
    "Oracle Cloud Logging": each(lambda a, line, time: dump({"data": {"message": line, "tailed_path": "/x.log"}, "id": "1", "oracle": {"logid": "o"}, "source": "h", "time": utc(time, 3)})),
    "aws logs get-log-events": lambda a: events(a, False),
    "aws logs filter-log-events": lambda a: events(a, True),
    "aws logs tail": message(lambda a, text, time: f"{utc(time, 3, '')}000+00:00 {a.path.replace(':', '_')} {text}"),
    "aws logs tail --format short": message(lambda a, text, time: f"{utc(time, 0, '')} {text}"),
    "aws logs --output text": message(lambda a, text, time: f"EVENTS\t{millis(time)}\t{text}\t{millis(time)}"),
    "aws logs --output yaml": lambda a: "events:\n" + "".join("- " + yaml({"ingestionTime": "1", "message": text}, "  ")[2:] + f"  timestamp: {millis(time)}\n" for text, time in a.messages()) + "nextForwardToken: f/1\n",
    "aws logs --query 'events[].[timestamp,message]'": message(lambda a, text, time: f"{millis(time)}\t{text}"),
    "aws logs get-query-results": lambda a: json.dumps({"results": [[{"field": name, "value": value} for name, value in (("@timestamp", utc(time, 3, "").replace("T", " ")), ("@message", text),
        ("@logStream", a.path.replace(":", "_")))] for text, time in a.messages()], "status": "Complete"}, indent=4),
    "CloudWatch's subscription": lambda a: "".join(dump({"messageType": "DATA_MESSAGE", "logStream": a.path.replace(":", "_"), "logEvents": [
        {"id": "1", "timestamp": millis(time), "message": text}]}) for text, time in a.messages()),
    "aws logs --query 'events[].message'": lambda a: json.dumps([text for text, _ in a.messages()], indent=4) + "\n",
    "CloudWatch's export to S3": message(lambda a, text, time: f"{utc(time, 3)} {text}"),
    "CloudWatch Insights, csv": lambda a: table(["@timestamp", "@message", "@logStream"], [[utc(time, 3, "").replace("T", " "), text, a.path.replace(":", "_")] for text, time in a.messages()]),
    "MWAA": lambda a: re.sub(r"(?m)^(\[20[^]]*\]) \{([^}]*)\}", r"\1 {{\2}}", a.raw),
    "gcloud logging read --format json": lambda a: json.dumps([entry(a, text, time) for text, time in a.messages()], indent=2),
    "gcloud logging read": lambda a: "".join("---\n" + yaml(pod_entry(a, line, time)) for line, time in a.lines[::-1]),
    "gcloud logging read of Airflow": lambda a: "".join("---\n" + yaml(entry(a, text, time)) for text, time in a.messages()),
    "Cloud Logging's sink": message(lambda a, text, time: dump(entry(a, text, time))),
    "Composer's worker": composer,
    "Cloud Logging's sink, split entries": split_entries,
    "gcloud logging read, GKE": lambda a: json.dumps([pod_entry(a, line, time) for line, time in a.lines][::-1], indent=2),
    "gcloud logging read --format 'value(textPayload)'": message(lambda a, text, time: text),
    "gcloud logging read --format 'value(timestamp,textPayload)'": prefixed("{t}\t"),
    "gcloud logging read --format 'value(..)', separator": each(lambda a, line, time: f"{utc(time)}|{a.pod}|{line}"),
    "gcloud logging read --format 'table(..)'": lambda a: f"{'TIMESTAMP':30}  TEXT_PAYLOAD\n" + "".join(f"{utc(time):30}  {line}\n" for line, time in a.lines),
    "gcloud logging read --format 'yaml(..)'": lambda a: "".join(f"---\ntextPayload: {json.dumps(line, ensure_ascii=False)}\ntimestamp: '{utc(time, 6)}'\n" for line, time in a.lines),
    "gcloud logging tail": lambda a: "".join("---\n" + yaml(pod_entry(a, line, time)) for line, time in a.lines),
    "gcloud logging tail --format json": lambda a: "".join(json.dumps(pod_entry(a, line, time), indent=2) + "\n" for line, time in a.lines),
    "gcloud logging read --format csv": lambda a: table(["timestamp", "textPayload"], [[utc(time), line] for line, time in a.lines]),
    "Azure Log Analytics, csv": lambda a: table(["TimeGenerated [UTC]", "PodName", "LogMessage"], [[f"{time.month}/{time.day}/{time.year}, {time:%I:%M:%S}.{time:%f}"[:-3] + f" {time:%p}", a.pod, line] for line, time in a.lines]),
    "Azure Log Analytics, API": lambda a: dump({"tables": [{"name": "PrimaryResult", "columns": [{"name": name, "type": "string"} for name in ("TimeGenerated", "PodName", "LogMessage")],
                                                "rows": [[utc(time), a.pod, line] for line, time in a.lines]}]}),
    "Azure Data Explorer, v2": lambda a: json.dumps([{"FrameType": "DataSetHeader", "Version": "v2.0"},
        {"FrameType": "DataTable", "TableKind": "QueryProperties", "Columns": [{"ColumnName": name} for name in ("TableId", "Key", "Value")], "Rows": [[1, "Visualization", "{}"]]},
        {"FrameType": "DataTable", "TableKind": "PrimaryResult", "Columns": [{"ColumnName": name} for name in ("TimeGenerated", "PodName", "LogMessage")], "Rows": [[utc(time, 7), a.pod, line] for line, time in a.lines]},
        {"FrameType": "DataTable", "TableKind": "QueryCompletionInformation", "Columns": [{"ColumnName": "Payload"}], "Rows": [["{}"]]}, {"FrameType": "DataSetCompletion", "HasErrors": False}]),
    "Azure Data Explorer": lambda a: dump({"Tables": [{"TableName": "Table_0", "Columns": [{"ColumnName": name, "ColumnType": "string"} for name in ("TimeGenerated", "PodName", "LogMessage")],
                                                       "Rows": [[utc(time), a.pod, line] for line, time in a.lines]}]}),
    "az --query .. --output tsv": each(lambda a, line, time: f"{utc(time, 7)}\t{a.pod}\t{line}"),
    "az --output yaml": lambda a: "".join("- " + yaml({"ContainerName": "base", "LogMessage": line, "PodName": a.pod, "TimeGenerated": utc(time, 7)}, "  ")[2:] for line, time in a.lines),
    "Azure Monitor": each(lambda a, line, time: dump({"time": utc(time), "category": "c", "properties": {"log": line + "\n", "stream": "stdout", "pod": a.pod}})),
    "Azure ContainerLogV2": each(lambda a, line, time: dump({"TimeGenerated": utc(time), "PodName": a.pod, "ContainerName": "base", "LogSource": "stdout", "LogMessage": line})),
    "az --output tsv": each(lambda a, line, time: f"base\t{line}\t{a.pod}\tPrimaryResult\t{utc(time)}"),
    "Airflow 2's API, text/plain": lambda a: ("" if a.new else "airflow-worker-0\n") + header(a) + whole(a) + "\n",
    "Airflow 2's API": lambda a: json.dumps({"content": str([("airflow-worker-0", header(a) + whole(a))]), "continuation_token": "e30"}),
    "Airflow 3's API": lambda a: dump({"content": structured(a), "continuation_token": None}),
    "Airflow 3's API, x-ndjson": lambda a: "".join(dump(record) + "\n" for record in structured(a)),
    "Airflow 2's web interface, copied": lambda a: header(a) + re.sub(r"(?m)^\[(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d+\+0000\]", r"[\1, \2 UTC]", a.raw),
    "Airflow 3's web interface, of Airflow 2": lambda a: a.raw if a.new else header(a) + "".join(f"[{utc(time, 6)}] {line}\n" for line, time in a.lines if line),
    "Airflow 3's web interface": lambda a: "".join(shown(record) + "\n" for record in structured(a)),
}
