"""Records everything that the tests know of CPython: `python3.11 tests/reference/record.py`.

With `--into FOLDER` the recordings are written there, to be compared with the committed
ones. Another version than the reference's is refused.
"""

import argparse
import pathlib
import platform
import sys

import cycle_gc
import pymalloc
import recording
import tokenizer

# A module a subject, with a function `record(recorder)`. The folder of the recordings
# has the module's name.
SUBJECTS = [cycle_gc, pymalloc, tokenizer]


def main():
    if platform.python_version() != recording.VERSION:
        sys.exit(f"the reference is CPython {recording.VERSION}, this is {sys.version}")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=pathlib.Path, default=recording.RECORDINGS)
    folder = parser.parse_args().into
    for subject in SUBJECTS:
        recorder = recording.Recorder(subject.__name__, folder)
        recorder.clear()
        subject.record(recorder)
        print(f"{subject.__name__}: {recorder.count} recordings")


if __name__ == "__main__":
    main()
