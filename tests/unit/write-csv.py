"""Writes a table (cells divided by U+001F, rows ended by U+001E) as CSV in every way that Python's csv module knows.

python3 write-csv.py TABLE PLAIN-TABLE FOLDER
"""
import csv
import os
import sys

QUOTING = {"minimal": csv.QUOTE_MINIMAL, "all": csv.QUOTE_ALL, "nonnumeric": csv.QUOTE_NONNUMERIC}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
LINE_ENDS = {"lf": "\n", "crlf": "\r\n"}
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [row.split("\x1f") for row in file.read().split("\x1e")[:-1]]


def write(rows, folder, name, encoding="utf-8", **how):
    with open(os.path.join(folder, name + ".csv"), "w", encoding=encoding, newline="") as file:
        csv.writer(file, **how).writerows(rows)


def main(table, plain, folder):
    rows = read(table)
    for quoting, how in QUOTING.items():
        for delimiter, character in DELIMITERS.items():
            for line_end, characters in LINE_ENDS.items():
                write(rows, folder, f"python-{quoting}-{delimiter}-{line_end}", quoting=how, delimiter=character, lineterminator=characters)
    for encoding in ENCODINGS:
        write(rows, folder, f"python-minimal-{encoding}", encoding=encoding)
    rows = read(plain)
    for delimiter, character in DELIMITERS.items():
        write(rows, folder, f"plain-none-{delimiter}", quoting=csv.QUOTE_NONE, delimiter=character)
    write(rows, folder, "plain-cr", lineterminator="\r")
    write(rows, folder, "plain-excel-tab", dialect="excel-tab")


main(*sys.argv[1:])
