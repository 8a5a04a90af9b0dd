"""same_rows.py POSTGRES DUCKDB: are the rows of these two files, a JSON object a line each, the same values of the same types?

Times and numbers are compared as such: a decimal of the database is the nearest double in the lake."""
import json
import sys
from datetime import datetime


def value(v, name):
    if isinstance(v, bool) or v is None:
        return v
    if isinstance(v, (int, float)):
        return float(v)
    if isinstance(v, str) and name.endswith(("time", "_date", "_at", "_until")) and (v == "-infinity" or v[:4].isdigit()):
        return None if v == "-infinity" else datetime.fromisoformat(v.replace("+00:00", "+00").replace("+00", "+00:00")).timestamp()
    return float(v) if name != "state" and v in ("NaN", "Infinity", "-Infinity") else v


def rows(path):
    found = []
    for line in open(path):
        row = {name: value(v, name) for name, v in json.loads(line).items() if name not in ("run_key", "month")}
        found.append(json.dumps(row, sort_keys=True))
    return sorted(found)


ours, theirs = rows(sys.argv[1]), rows(sys.argv[2])
for a, b in zip(ours, theirs):
    if a != b:
        sys.exit(f"stored:   {a}\nexported: {b}")
if len(ours) != len(theirs) or not ours:
    sys.exit(f"stored: {len(ours)} rows, exported: {len(theirs)}")
print(f"{len(ours)} rows")
