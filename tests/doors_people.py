"""Doors of tests/doors: files as they are, what people's tools make of them, jobs of CI."""
import base64, html, json
from door_logs import utc, millis, each, prefixed

DOORS = {
    "file": lambda a: a.raw,
    "gh run view --log": prefixed("build\tRun\t{t:.27}Z "),
    "GitLab's job log": each(lambda a, line, time: f"{utc(time, 6)} 0{'1E' if 'ERROR' in line else '0O'} {line}"),
    "Buildkite's job log": each(lambda a, line, time: f"\x1b_bk;t={millis(time)}\x07{line}"),
    "Jenkins": prefixed("[{t:.23}Z] "),
    "Jenkins, a clock": each(lambda a, line, time: f"{time:%H:%M:%S} {line}"),
    "Jenkins' timestamps": each(lambda a, line, time: f"{utc(time, 3)}  {line}"),
    "Jenkins, parallel branches": prefixed("[{t:.23}Z] [airflow] "),
    "TeamCity's build log": each(lambda a, line, time: f"[{time:%H:%M:%S}]i:\t[Step 1/1] {line}"),
    "Azure DevOps": each(lambda a, line, time: f"{utc(time, 7)} {line}"),
    "tkn, fab": prefixed("[task : step] "),
    "ts, annotate-output": each(lambda a, line, time: f"{time:%H:%M:%S} O: {line}"),
    "ts with a format": each(lambda a, line, time: f"{time:%d/%m/%Y %H:%M:%S} {line}"),
    "parallel --tag": prefixed("{a.pod}\t"),
    "a copy with numbers": lambda a: "".join(f"{i + 1:3} {line}\n" for i, (line, _) in enumerate(a.lines)),
    "rg --column": lambda a: "".join(f"/opt/airflow/logs/{a.path}:{i + 1}:1:{line}\n" for i, (line, _) in enumerate(a.lines)),
    "rg --json": lambda a: '{"type":"begin","data":{"path":{"text":"/opt/airflow/logs/%s"}}}\n' % a.path + "".join(
        json.dumps({"type": "match", "data": {"path": {"text": "/opt/airflow/logs/" + a.path}, "lines": {"text": line + "\n"}, "line_number": 1, "submatches": []}}) + "\n" for line, _ in a.lines),
    "rg, on a terminal": lambda a: f"/opt/airflow/logs/{a.path}\n" + "".join(f"{i + 1}:{line}\n" for i, (line, _) in enumerate(a.lines)),
    "git diff": lambda a: "diff --git a/1.log b/1.log\nnew file mode 100644\n--- /dev/null\n+++ b/1.log\n@@ -0,0 +1,99 @@\n" + "".join(f"+{line}\n" for line, _ in a.lines),
    "Python's repr": each(lambda a, line, time: repr(line + "\n")),
    "grep -n": lambda a: "".join(f"{i + 1}:{line}\n" for i, (line, _) in enumerate(a.lines)),
    "grep -H --color": each(lambda a, line, time: f"\x1b[35m\x1b[K/opt/airflow/logs/{a.path}\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K{line}"),
    "grep -C": lambda a: "".join(f"/opt/airflow/logs/{a.path}{':-'[i % 3 > 0]}{line}\n" for i, (line, _) in enumerate(a.lines)),
    "grep -H": each(lambda a, line, time: f"/opt/airflow/logs/{a.path}:{line}"),
    "tail -n, several files": lambda a: f"==> /opt/airflow/logs/{a.path} <==\n" + a.raw,
    "script": lambda a: "Script started on 2026-11-23 22:30:00+00:00\n" + a.raw.replace("\n", "\r\n"),
    "Windows' ends of lines": lambda a: "\ufeff" + a.raw.replace("\n", "\r\n"),
}

# What is not read, but told of with a command that gives the log.
def drawn(names, a, left, middle, right):
    """A table with a bar between columns."""
    rows = [[utc(time, 3), line, "base"][:len(names)] if len(names) > 1 else [line] for line, time in a.lines]
    width = [max(len(row[i]) for row in [names] + rows) for i in range(len(names))]
    return [left + middle.join(cell.ljust(n) for cell, n in zip(row, width)) + right for row in [names] + rows], width


def bars(names):
    """mysql's."""
    def door(a):
        rows, width = drawn(names, a, "| ", " | ", " |")
        rule = "+" + "+".join("-" * (n + 2) for n in width) + "+"
        return "\n".join([rule, rows[0], rule, *rows[1:], rule]) + "\n"
    return door


def aligned(names):
    """psql's."""
    def door(a):
        rows, width = drawn(names, a, " ", " | ", "")
        return "\n".join([rows[0], "-" + "-+-".join("-" * n for n in width) + "-", *(row.rstrip() for row in rows[1:]), f"({len(rows) - 1} rows)"]) + "\n\n"
    return door


def boxes(a):
    """ClickHouse's PrettyCompact; sqlite3's -box is alike."""
    rows, width = drawn(["Timestamp", "Body"], a, "\u2502 ", " \u2502 ", " \u2502")
    return "\n".join(["\u250c\u2500" + "\u2500\u252c\u2500".join(name + "\u2500" * (n - len(name)) for name, n in zip(["Timestamp", "Body"], width)) + "\u2500\u2510", *rows[1:],
                      "\u2514\u2500" + "\u2500\u2534\u2500".join("\u2500" * n for n in width) + "\u2500\u2518"]) + "\n"


def columns(a):
    """az .. --output table."""
    rows, width = drawn(["TimeGenerated", "LogMessage", "TableName"], a, "", "  ", "")
    return "\n".join([rows[0], "  ".join("-" * n for n in width), *rows[1:]]) + "\n"


def framed(a):
    """bat's."""
    rule = "\u2500" * 7
    return f"{rule}\u252c{rule * 9}\n       \u2502 File: a.log\n{rule}\u253c{rule * 9}\n" + "".join(f"{i:4}   \u2502 {line}\n" for i, (line, _) in enumerate(a.lines, 1)) + f"{rule}\u2534{rule * 9}\n"


def fields(begin, form):
    return lambda a: "".join(begin.format(i=i, t=time) + form.format(t=utc(time, 6), line=line) for i, (line, time) in enumerate(a.lines, 1))


TOLD = {
    "mysql": bars(["time", "line", "name"]),
    "mysql, one column": bars(["line"]),
    "psql": aligned(["time", "line"]),
    "psql, one column": aligned(["line"]),
    "psql -x": fields("-[ RECORD {i} ]-----\n", "time | {t}\nline | {line}\n"),
    "mysql, \\G": fields("*************************** {i}. row ***************************\n", "time: {t}\nline: {line}\n"),
    "ClickHouse, PrettyCompact": boxes,
    "ClickHouse, Vertical": fields("Row {i}:\n\u2500\u2500\u2500\u2500\n", "Timestamp: {t}\nBody:      {line}\n\n"),
    "az --output table": columns,
    "bat": framed,
    "gcloud logging read --format flattened": fields("---\n", "insertId:     i\ntextPayload:  {line}\ntimestamp:    {t}\n"),
    "journalctl -o verbose": fields("{t:%a %Y-%m-%d %H:%M:%S.%f} UTC [s=6c7;i=1;b=a1]\n", "    PRIORITY=6\n    _HOSTNAME=h\n    MESSAGE={line}\n    _BOOT_ID=a1\n"),
    "Splunk, xml": lambda a: "<?xml version='1.0' encoding='UTF-8'?>\n<results preview='0'>\n" + "".join(
        f"\t<result offset='{i}'>\n\t\t<field k='_raw'><v xml:space='preserve' trunc='0'>{html.escape(line)}</v></field>\n\t\t<field k='_time'>\n\t\t\t<value><text>{utc(time, 3)}</text></value>\n"
        "\t\t</field>\n\t</result>\n" for i, (line, time) in enumerate(a.lines)) + "</results>\n",
    "JSON, one string": lambda a: json.dumps(a.raw) + "\n",
    "JSON, a member with all lines": lambda a: json.dumps({"task": a.task, "logs": a.raw}) + "\n",
    "JSON, a list of lines": lambda a: json.dumps({"lines": [line for line, _ in a.lines]}, indent=2) + "\n",
    "Python, bytes": lambda a: repr(a.raw.encode()) + "\n",
    "Python, a string": lambda a: repr(a.raw) + "\n",
    "Python, a list": lambda a: repr([line for line, _ in a.lines]) + "\n",
    "base64": lambda a: base64.b64encode(a.raw.encode()).decode() + "\n",
    "base64, wrapped": lambda a: base64.encodebytes(a.raw.encode()).decode(),
    "HTML, a page": lambda a: "<!DOCTYPE html>\n<html><body>\n<pre><code>" + html.escape(a.raw, quote=False) + "</code></pre>\n</body></html>\n",
    "HTML, escaped": lambda a: "<pre>" + html.escape(a.raw) + "</pre>\n",
    "asciinema": lambda a: '{"version": 2, "width": 80, "height": 24}\n' + "".join(json.dumps([0.1, "o", line + "\r\n"]) + "\n" for line, _ in a.lines),
    "a mail's quotation": each(lambda a, line, time: "> " + line),
}
