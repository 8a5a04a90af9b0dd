#!/usr/bin/env python3
"""events.py duckdb|polars FOLDER: the events of Airflow 2 text logs as CSV by a query engine, on all cores: time, level, file, name and the pairs as one text. Judges
nothing, reads no blocks. A yardstick of tests/bench/run."""
import glob
import sys

HEAD = r'^\[([^\]]+)\] \{([^:}]*):(\d+)\} ([A-Z]+) - .*?event=(\S+) ?(.*)$'
engine, folder = sys.argv[1:3]
files = folder + '/**/*.log'

if engine == 'duckdb':
    import duckdb
    c = duckdb.connect()
    c.execute('SET preserve_insertion_order = false')
    c.execute(f"""
        COPY (SELECT filename, f.time, f.file, f.line, f.level, f.name,
                     regexp_extract_all(f.pairs, '([A-Za-z_][A-Za-z0-9_.]*)=', 1) AS keys, regexp_split_to_array(f.pairs, '(^| )[A-Za-z_][A-Za-z0-9_.]*=') AS "values"
                FROM (SELECT filename, regexp_extract(text, '{HEAD}', ['time', 'file', 'line', 'level', 'name', 'pairs']) AS f
                        FROM read_csv('{files}', columns = {{'text': 'VARCHAR'}}, delim = chr(1), quote = '', escape = '', header = false, auto_detect = false,
                                      filename = true, strict_mode = false, max_line_size = 20000000)
                       WHERE contains(text, 'event=')))
          TO '/dev/null' (FORMAT csv)""")
else:
    import polars as pl
    groups = [pl.col('text').str.extract(HEAD, i + 1).alias(name) for i, name in enumerate(('time', 'file', 'line', 'level', 'name', 'pairs'))]
    text = pl.scan_csv(glob.glob(files, recursive=True), separator='\x01', quote_char=None, has_header=False, schema={'text': pl.String}, include_file_paths='source')
    text.filter(pl.col('text').str.contains('event=', literal=True)).select('source', *groups).collect().write_csv('/dev/null')
