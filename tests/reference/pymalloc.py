"""CPython's allocator: where it puts blocks, and what its debug mode says of damaged ones."""

import recording
import pymalloc_debug
import pymalloc_patterns


def record(recorder):
    recorder.write("debug", "blocks damaged on purpose under PYTHONMALLOC=debug", pymalloc_debug.record())
    try:
        patterns = pymalloc_patterns.record()
    except pymalloc_patterns.NoSharedLibrary as reason:
        # Then it can't be asked afresh, and what was recorded stays as it is.
        print(f"pymalloc: {reason}")
        kept = recording.RECORDINGS / recorder.subject / "patterns.snap"
        patterns = kept.read_text().split("---\n", 2)[2]
    recorder.write("patterns", "pymalloc_patterns.py: addresses and statistics", patterns)
