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
TOLD = {
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
