"""Reads files that segscope wrote and prints their cells, divided by U+001F, rows ended by U+001E.

python3 read-table.py csv FILE ENCODING DELIMITER | jsonl FILE
"""
import csv
import json
import sys


def cells(values):
    return "\x1f".join("" if value is None else str(value) for value in values) + "\x1e"


def read_csv(path, encoding, delimiter):
    with open(path, encoding=encoding, newline="") as file:
        return "".join(cells(row) for row in csv.reader(file, delimiter=delimiter, strict=True))


def read_jsonl(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        rows = [json.loads(line) for line in file]
    return cells(rows[0].keys()) + "".join(cells(row.values()) for row in rows)


text = read_csv(*sys.argv[2:]) if sys.argv[1] == "csv" else read_jsonl(*sys.argv[2:])
sys.stdout.buffer.write(text.encode("utf-8"))
