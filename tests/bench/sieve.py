#!/usr/bin/env python3
"""sieve.py FOLDER: what a good engineer would write in an afternoon: the events and blocks of Airflow 2 logs as CSV, with re and csv.
The yardstick of tests/bench/run; reads no gzip, no wrappers, no JSON, judges nothing."""
import csv
import os
import re
import sys

HEAD = re.compile(r'\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4})\] \{([^:}]*):(\d+)\} ([A-Z]+) - (.*)')
EVENT = re.compile(r'(?:^|\s)event=([A-Za-z_][\w.-]*)(.*)')
PAIR = re.compile(r'([A-Za-z_][\w.]*)=(.*?)(?=\s+[A-Za-z_][\w.]*=|$)')
FIELD = re.compile(r'\s*([A-Za-z_][\w.-]*)\s*[=:]\s*(.*)')
STATE = re.compile(r'Marking task as ([A-Z_]+)')
CODE = re.compile(r'Task exited with return code (-?\d+)')


def value(text):
    if text in ('True', 'False'):
        return text == 'True'
    try:
        return float(text)
    except ValueError:
        return text.strip('"\'')


def sieve(path, events, blocks, logs):
    levels, first, last, block, state, code, lines = {}, None, None, None, None, None, 0
    with open(path, encoding='utf-8', errors='replace') as text:
        for lines, line in enumerate(text, 1):
            head = HEAD.match(line)
            if not head:
                continue
            time, file, _, level, message = head.groups()
            levels[level] = levels.get(level, 0) + 1
            first, last = first or time, time
            if 'event=' in message:
                event = EVENT.search(message)
                if event:
                    attributes = {k: value(v) for k, v in PAIR.findall(event.group(2))}
                    events.writerow((path, lines, time, level, file, event.group(1), attributes.get('crypto'), attributes))
            if block is None:
                if '=== CORRELATION DATA ===' in message:
                    block = {}
                elif 'Marking task as' in message:
                    state = STATE.search(message).group(1)
                elif 'return code' in message:
                    found = CODE.search(message)
                    code = found and found.group(1)
            elif message.startswith('==='):
                delta = block.get('f1_buy', 0) - block.get('baseline_f1_buy', 0)
                blocks.writerow((path, lines, time, block.get('crypto'), delta, block))
                block = None
            else:
                field = FIELD.match(message)
                if field:
                    block[field.group(1)] = value(field.group(2))
    logs.writerow((path, lines, first, last, state, code, levels))


with open(os.devnull, 'w', newline='') as null:
    writer = csv.writer(null)
    for folder, _, files in os.walk(sys.argv[1]):
        for name in files:
            sieve(os.path.join(folder, name), writer, writer, writer)
