"""Doors of tests/doors: files as they are, what people's tools make of them, jobs of CI."""
from door_logs import utc, millis, each, prefixed

DOORS = {
    "file": lambda a: a.raw,
    "gh run view --log": prefixed("build\tRun\t{t:.27}Z "),
    "GitLab's job log": each(lambda a, line, time: f"{utc(time, 6)} 0{'1E' if 'ERROR' in line else '0O'} {line}"),
    "Buildkite's job log": each(lambda a, line, time: f"\x1b_bk;t={millis(time)}\x07{line}"),
    "Jenkins": prefixed("[{t:.23}Z] "),
    "grep -n": lambda a: "".join(f"{i + 1}:{line}\n" for i, (line, _) in enumerate(a.lines)),
    "grep -H --color": each(lambda a, line, time: f"\x1b[35m\x1b[K/opt/airflow/logs/{a.path}\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K{line}"),
    "grep -C": lambda a: "".join(f"/opt/airflow/logs/{a.path}{':-'[i % 3 > 0]}{line}\n" for i, (line, _) in enumerate(a.lines)),
    "grep -H": each(lambda a, line, time: f"/opt/airflow/logs/{a.path}:{line}"),
    "tail -n, several files": lambda a: f"==> /opt/airflow/logs/{a.path} <==\n" + a.raw,
    "script": lambda a: "Script started on 2026-11-23 22:30:00+00:00\n" + a.raw.replace("\n", "\r\n"),
    "Windows' ends of lines": lambda a: "\ufeff" + a.raw.replace("\n", "\r\n"),
}
