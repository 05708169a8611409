"""Records everything that is known of CPython: `python3.11 tests/reference/record.py`.

With `--into FOLDER` the recordings of the tests are written there, to be compared with the
committed ones, and the tables inside the chapters are left alone. Another version than the
reference's is refused.
"""

import argparse
import pathlib
import platform
import sys

import arithmetic
import codec_outcomes
import codec_tables
import codegen
import compiler
import cycle_gc
import exercises
import folding
import gil
import language
import number_objects
import parser
import pymalloc
import recording
import running
import source_outcomes
import symbols
import text
import text_outcomes
import tokenizer
import tree
import types_
import unicode_ranges
import unicode_types

# A module a subject, with a function `record(recorder)`. The folder of the recordings
# has the module's name.
SUBJECTS = [
    arithmetic,
    codegen,
    compiler,
    cycle_gc,
    folding,
    gil,
    language,
    number_objects,
    parser,
    pymalloc,
    symbols,
    text,
    tokenizer,
    tree,
    types_,
]

# Modules whose `main()` writes what a chapter keeps itself: tables that it is built from, and
# recordings beside its own tests.
TABLES = [unicode_ranges, unicode_types, codec_tables, codec_outcomes, source_outcomes,
          exercises, text_outcomes]


def main():
    if platform.python_version() != recording.VERSION:
        sys.exit(f"the reference is CPython {recording.VERSION}, this is {sys.version}")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=pathlib.Path)
    into = parser.parse_args().into
    folder = into or recording.RECORDINGS
    for subject in SUBJECTS:
        recorder = recording.Recorder(subject.__name__, folder)
        recorder.clear()
        subject.record(recorder)
        print(f"{subject.__name__}: {recorder.count} recordings")
    for group in running.groups():
        recorder = recording.Recorder(group, folder, running.__name__)
        recorder.clear()
        running.record(recorder, group)
        print(f"{group}: {recorder.count} recordings")
    if into is None:
        for table in TABLES:
            table.main()
            print(f"{table.__name__}: written")


if __name__ == "__main__":
    main()
