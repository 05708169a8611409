"""What a program of `programs/objects` prints: each is about one built-in type.

Each runs in a process of its own, under a fixed hash seed; nothing may be written to standard
error.
"""

import os
import subprocess
import sys

from recording import programs


def record(recorder):
    for name, path in programs("objects"):
        environment = {"PYTHONHASHSEED": "0", "PATH": os.environ.get("PATH", "")}
        done = subprocess.run([sys.executable, path.name], cwd=path.parent, env=environment,
                              capture_output=True, text=True, encoding="utf-8", check=True)
        if done.stderr:
            sys.exit(f"{path.name}: {done.stderr}")
        recorder.write(name, f"python3.11 {path.name}", done.stdout)
