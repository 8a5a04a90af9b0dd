"""The logs that tests/doors carries through each door, and what several doors write alike: times, tables, a line of each line."""
import csv, datetime, io, json, re

UTC = datetime.timezone.utc
STAMP = re.compile(r'\[?(?:\{"timestamp":")?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d[.,]\d{3,6})(Z|\+0000)?')


class Attempt:
    def __init__(self, path):
        text = open(path, encoding="utf-8").read()
        self.path = path.split("/logs/")[1]
        parts = dict(p.split("=", 1) for p in path.split("/") if "=" in p) or dict(zip(("dag_id", "task_id", "run_id", "attempt"), self.path.split("/"))) # before 2.3
        self.dag, self.run, self.task = parts["dag_id"], parts["run_id"], parts["task_id"]
        self.map, self.tries = parts.get("map_index", "-1"), parts["attempt"].split(".")[0]
        self.new = text.lstrip().startswith("{")
        self.pod, self.container = re.sub("[^a-z0-9]+", "-", f"{self.dag}-{self.task}") + "-a1b2", "base"
        self.lines, now = [], None
        for line in text.split("\n")[:-1]:
            found = STAMP.match(line)
            now = datetime.datetime.fromisoformat(f"{found[1]}T{found[2]}+00:00".replace(",", ".")) if found else now
            self.lines.append((line, now))
        first = next(time for _, time in self.lines if time)
        self.lines = [(line, time or first) for line, time in self.lines]
        self.raw = "".join(line + "\n" for line, _ in self.lines)

    def messages(self):
        """What Airflow's own handlers send to a store: a message a record, the head taken off."""
        out = []
        for line, time in self.lines:
            if self.new:
                record = json.loads(line)
                record.pop("timestamp", None)
                out.append([json.dumps(record, ensure_ascii=False), time])
            elif line.startswith("[20") or not out:
                out.append([re.sub(r"^\[[^]]*\] \{[^}]*\} [A-Z]+ - ", "", line), time])
            else:
                out[-1][0] += "\n" + line
        return out


def utc(time, digits=9, zone="Z"):
    return time.strftime("%Y-%m-%dT%H:%M:%S") + ("." + (time.strftime("%f") + "000")[:digits] if digits else "") + zone


def nanos(time):
    return str(int(time.timestamp() * 1000000 + 0.5)) + "000"


def millis(time):
    return int(nanos(time)) // 1000000


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def table(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def each(form):
    """A door that makes a line of each line; form(a, line, time)."""
    return lambda a: "".join(form(a, line, time) + "\n" for line, time in a.lines)


def backward(form):
    return lambda a: "".join(form(a, line, time) + "\n" for line, time in reversed(a.lines))


def message(form):
    return lambda a: "".join(form(a, text, time) + "\n" for text, time in a.messages())


def prefixed(prefix):
    return each(lambda a, line, time: prefix.format(a=a, t=utc(time), s=utc(time, 0)) + line)


def pods(a):
    return {"pod_name": a.pod, "container_name": a.container, "namespace_name": "airflow"}
