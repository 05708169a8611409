"""A program as many are: text comes in, is taken apart, counted, sorted, and goes out again.

Its allocations are recorded by tests/reference/pymalloc_trace.py and played back by the
bench of the allocators.
"""

import collections
import json


class Entry:
    def __init__(self, word, line):
        self.word = word
        self.lines = [line]

    def key(self):
        return (-len(self.lines), self.word)


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


def text(lines):
    """Lines of words that repeat as words do: few often, most seldom."""
    state = 12345
    for number in range(lines):
        words = []
        for _ in range(7 + number % 5):
            state = (state * 1103515245 + 12345) % 2147483648
            rank = int(400 ** ((state >> 8) / 8388608.0))
            words.append("word%d" % rank)
        yield " ".join(words) + "\n"


def index(lines):
    entries = {}
    for number, line in enumerate(lines, 1):
        for word in line.split():
            if word in entries:
                entries[word].lines.append(number)
            else:
                entries[word] = Entry(word, number)
    return sorted(entries.values(), key=Entry.key)


def report(entries):
    for entry in entries:
        shown = ", ".join(str(line) for line in entry.lines[:10])
        yield f"{entry.word:<12}{len(entry.lines):>6}  {shown}"


def walk(steps):
    points = [Point(0.0, 0.0)]
    for step in range(steps):
        last = points[-1]
        points.append(Point(last.x + step % 7 - 3.5, last.y * 0.5 + step % 11))
        if len(points) > 200:
            del points[:100]
    return sum(point.x for point in points)


def main():
    entries = index(text(300))
    lines = list(report(entries))
    data = {entry.word: {"count": len(entry.lines), "lines": entry.lines} for entry in entries}
    again = json.loads(json.dumps(data, indent=1))
    lengths = collections.Counter(len(line) for line in lines)
    print(len(lines), len(again), lengths.most_common(1)[0][1], walk(1500))


main()
