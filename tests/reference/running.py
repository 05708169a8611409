"""What programs print: those of `programs/language` and of the groups in `programs/groups.txt`.

`python3.11 tests/reference/running.py GROUP` records one group afresh, or
`GROUP/NAME` one program of it.

Each program runs in a process of its own: `python3.11 NAME.py` in its folder, with the
options that its first line asks for (`# options: -O -W error`), under a fixed hash seed and
with nothing else in the environment. Standard output is recorded, and standard error and the
exit status where there are any; the folder is shown as `…`. `NAME.input`, if it is there, is its standard input.
`chapters/11-interpreter/tests/support` does the same with `glass`.
"""

import os
import subprocess
import sys

from recording import PROGRAMS, RECORDINGS, Recorder, programs

HASH_SEED = "0"


def options(path):
    first = path.read_bytes().split(b"\n", 1)[0].decode("utf-8", "replace")
    return first.removeprefix("# options:").split() if first.startswith("# options:") else []


def output(path):
    environment = {"PYTHONHASHSEED": HASH_SEED, "PATH": os.environ.get("PATH", "")}
    given = path.with_suffix(".input")
    done = subprocess.run([sys.executable, *options(path), path.name], cwd=path.parent,
                          env=environment, capture_output=True,
                          input=given.read_bytes() if given.exists() else b"")
    text = done.stdout.decode("utf-8", "replace")
    if done.stderr:
        text += f"\n-- standard error --\n{done.stderr.decode('utf-8', 'replace')}"
    if done.returncode:
        text += f"\n-- exit status {done.returncode} --\n"
    return text.replace(str(path.parent.resolve()), "…")


def groups():
    """The folders of programs of which there is nothing to record but what they print."""
    return (PROGRAMS / "groups.txt").read_text().split()


def record(recorder, group, only=None):
    for name, path in programs(group):
        if only in (None, name):
            command = " ".join(["python3.11", *options(path), path.name])
            recorder.write(f"{name}.output", command, output(path))


def main():
    group, _, name = sys.argv[1].partition("/")
    recorder = Recorder(group, RECORDINGS, "running")
    recorder.folder.mkdir(exist_ok=True)
    record(recorder, group, name or None)
    print(f"{group}: {recorder.count} recordings")


if __name__ == "__main__":
    main()
