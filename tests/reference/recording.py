"""How a recording is written: an insta snapshot that says where it comes from.

The header names the script and the CPython. Our own tests never write a recording
(`tests/src/recordings.rs`), and a snapshot that insta wrote would name a Rust file there.
"""

import pathlib
import platform

VERSION = "3.11.7"
RECORDINGS = pathlib.Path(__file__).parent.parent / "recordings"
PROGRAMS = pathlib.Path(__file__).parent.parent / "programs"


class Recorder:
    """Writes the recordings of one subject into a folder of their own."""

    def __init__(self, subject, folder, source=None):
        self.source = source or subject
        self.folder = folder / subject
        self.count = 0

    def clear(self):
        """Removes what was recorded before: a program that is gone has no recording."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob("*.snap"):
            path.unlink()

    def write(self, name, description, content):
        """Records `content`, which `description` (a command, or words) produces."""
        header = (
            "---\n"
            f"source: tests/reference/{self.source}.py\n"
            f'description: "{description}"\n'
            "info:\n"
            f"  cpython: {platform.python_version()}\n"
            "---\n"
        )
        path = self.folder / f"{name}.snap"
        path.write_bytes(header.encode() + content.encode("utf-8", "surrogatepass"))
        self.count += 1


def programs(folder):
    """Our own programs in a folder: the name that recordings give each, and its path."""
    root = PROGRAMS / folder
    for path in sorted(root.rglob("*.py")):
        yield str(path.relative_to(root).with_suffix("")).replace("/", "."), path
