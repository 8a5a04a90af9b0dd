#!/usr/bin/env python3
"""sieve.py FOLDER [equal]: what a good engineer would write in an afternoon: the events and blocks of Airflow 2 logs as CSV, with re and csv. equal: also
what dagsieve does beside that: incidents, a hash of the content, exact decimals, masked secrets, JSON.
The yardstick of tests/bench/run; reads no gzip, no wrappers, no JSON, judges nothing."""
import csv
from decimal import Decimal, InvalidOperation
import hashlib
import json
import os
import re
import sys

HEAD = re.compile(r'\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4})\] \{([^:}]*):(\d+)\} ([A-Z]+) - (.*)')
EVENT = re.compile(r'(?:^|\s)event=([A-Za-z_][\w.-]*)(.*)')
PAIR = re.compile(r'([A-Za-z_][\w.]*)=(.*?)(?=\s+[A-Za-z_][\w.]*=|$)')
FIELD = re.compile(r'\s*([A-Za-z_][\w.-]*)\s*[=:]\s*(.*)')
STATE = re.compile(r'Marking task as ([A-Z_]+)')
CODE = re.compile(r'Task exited with return code (-?\d+)')
EQUAL = len(sys.argv) > 2
NUMBER = Decimal if EQUAL else float
WRITTEN = json.dumps if EQUAL else lambda pairs: pairs
SECRET = re.compile(r'(?i)(?:password|passwd|secret|token|api_?key|jwt)$')
INCIDENTS = re.compile('|'.join(map(re.escape, (
    'No module named ', 'Type requirement mismatch.', 'data did not contain feature names', 'Unknown label type: ', 'Other threads are currently calling into gRPC',
    'seed_db_connect_failed', 'seed_apply_failed', 'OOMKilled', 'out of memory', 'No space left on device', 'Traceback (most recent call last)'))))


def value(text):
    if text in ('True', 'False'):
        return text == 'True'
    try:
        return str(Decimal(text)) if EQUAL else float(text)
    except (ValueError, InvalidOperation):
        return text.strip('"\'')


def sieve(path, events, blocks, logs):
    levels, first, last, block, state, code, lines = {}, None, None, None, None, None, 0
    incidents, digest = {}, EQUAL and hashlib.blake2b(open(path, 'rb').read(), digest_size=16).hexdigest()
    with open(path, encoding='utf-8', errors='replace') as text:
        for lines, line in enumerate(text, 1):
            if EQUAL:
                for incident in INCIDENTS.findall(line):
                    incidents[incident] = incidents.get(incident, 0) + 1
            head = HEAD.match(line)
            if not head:
                continue
            time, file, _, level, message = head.groups()
            levels[level] = levels.get(level, 0) + 1
            first, last = first or time, time
            if 'event=' in message:
                event = EVENT.search(message)
                if event:
                    attributes = {k: '***' if EQUAL and SECRET.search(k) else value(v) for k, v in PAIR.findall(event.group(2))}
                    events.writerow((path, lines, time, level, file, event.group(1), attributes.get('crypto'), WRITTEN(attributes)))
            if block is None:
                if '=== CORRELATION DATA ===' in message:
                    block = {}
                elif 'Marking task as' in message:
                    state = STATE.search(message).group(1)
                elif 'return code' in message:
                    found = CODE.search(message)
                    code = found and found.group(1)
            elif message.startswith('==='):
                delta = NUMBER(block.get('f1_buy', 0)) - NUMBER(block.get('baseline_f1_buy', 0))
                blocks.writerow((path, lines, time, block.get('crypto'), delta, WRITTEN(block)))
                block = None
            else:
                field = FIELD.match(message)
                if field:
                    block[field.group(1)] = value(field.group(2))
    logs.writerow((path, lines, first, last, state, code, levels, digest, incidents))


with open(os.devnull, 'w', newline='') as null:
    writer = csv.writer(null)
    for folder, _, files in os.walk(sys.argv[1]):
        for name in files:
            sieve(os.path.join(folder, name), writer, writer, writer)
