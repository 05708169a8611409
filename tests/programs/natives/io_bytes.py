# Streams of bytes: in memory, in files, with a buffer in front of a class of the program's own.
import _io
import posix

PATH = f"/tmp/io-bytes-{posix.getpid()}"


def attempt(function, *arguments, **names):
    try:
        return function(*arguments, **names)
    except BaseException as error:
        return f"{type(error).__name__}: {error}".replace(PATH, "PATH")


memory = _io.BytesIO(b"hello\nworld\nx")
print(memory.read(3), memory.readline(), list(memory), memory.getvalue(), memory.tell())
memory.seek(0)
memory.write(b"HE")
print(memory.getvalue(), memory.truncate(4), memory.getvalue())
memory.seek(10)
memory.write(b"!")
print(memory.getvalue(), memory.seek(-3, 2), memory.read(), memory.read1(), memory.readlines())
print(attempt(memory.seek, -1), attempt(memory.seek, 0, 9), attempt(memory.truncate, -1))
print(attempt(memory.write, "text"), attempt(memory.read, "x"), attempt(memory.readinto, b"x"))
state = memory.__getstate__()
other = _io.BytesIO()
other.__setstate__(state)
print(state, other.getvalue(), other.tell(), attempt(other.__setstate__, (1, 2)))
memory.close()
print(memory.closed, attempt(memory.read), attempt(memory.getvalue), attempt(_io.BytesIO, "text"))

file = _io.FileIO(PATH, "w")
print(repr(file).replace(PATH, "PATH"), file.mode, file.closefd, file.seekable(), file.writable(), file.readable())
print(file.write(b"abc\ndef\n" * 1000), file.tell(), attempt(file.read), attempt(file.readinto, bytearray(1)))
file.close()
print(file, file.closed, attempt(file.write, b"x"), attempt(file.fileno))

reader = _io.open(PATH, "rb")
print(type(reader), reader.readline(), reader.read(10), reader.tell(), reader.peek()[:5], len(reader.read()), reader.read())
reader.seek(4)
print(reader.readline(), reader.readline(2), reader.read1(3), attempt(reader.read, -5))
room = bytearray(5)
print(reader.readinto(room), room, reader.seek(-4, 2), reader.read(), attempt(reader.truncate))
print(attempt(reader.seek, 0, 77), attempt(reader.__class__, reader.raw, 0), reader.seekable())
reader.close()
print(reader.closed, attempt(reader.read), attempt(reader.peek), attempt(reader.detach))

writer = _io.open(PATH, "wb", 8)
print(writer.write(b"12345"), writer.tell(), writer.write(b"6789abcdef"), writer.tell())
writer.flush()
writer.seek(1)
writer.write(b"ZZ")
raw = writer.detach()
print(type(raw), attempt(writer.write, b""), attempt(repr, writer))
raw.close()
both = _io.open(PATH, "r+b")
print(both.read(2), both.write(b"Q"), both.seek(0), both.read(), both.truncate(3), both.seek(0), both.read())
both.close()
appender = _io.open(PATH, "ab")
print(appender.tell(), appender.write(b"more"), appender.tell())
appender.close()
print(attempt(_io.open, "/nonexistent/file"), attempt(_io.open, "/"), attempt(_io.open, PATH, "x"))
for mode in ["", "rw", "rbt", "q", "rr", "b", "+", "r+w"]:
    print(repr(mode), attempt(_io.open, PATH, mode), attempt(_io.FileIO, PATH, mode) if mode != "b" else "")
print(attempt(_io.open, PATH, "rb", encoding="utf-8"), attempt(_io.open, PATH, "rb", newline=""))
print(attempt(_io.open, PATH, "r", 0), attempt(_io.open, PATH, closefd=False), attempt(_io.open, 1.5))
print(attempt(_io.open, -1), attempt(_io.FileIO, 99, "r"), attempt(_io.open, PATH, 5), attempt(_io.open))
posix.unlink(PATH)


class Raw(_io._RawIOBase):
    def __init__(self, data, step=4):
        self.data = data
        self.step = step
        self.written = []

    def readable(self):
        return True

    def writable(self):
        return True

    def readinto(self, room):
        piece, self.data = self.data[:min(len(room), self.step)], self.data[min(len(room), self.step):]
        room[:len(piece)] = piece
        return len(piece)

    def write(self, data):
        self.written.append(bytes(data[:self.step]))
        return min(len(data), self.step)


print(Raw(b"one\ntwo").read(), Raw(b"one\ntwo").read(2), Raw(b"one\ntwo\n").readlines(), Raw(b"x").readall())
buffered = _io.BufferedReader(Raw(b"one\ntwo\nthree"), 5)
print(buffered.readline(), buffered.peek(), buffered.read(3), buffered.read(), buffered.read())
raw = Raw(b"")
buffered = _io.BufferedWriter(raw, 5)
print(buffered.write(b"0123456789ab"), raw.written, buffered.flush(), raw.written)
pair = _io.BufferedRWPair(Raw(b"abc"), Raw(b""))
print(pair.read(2), pair.write(b"zz"), pair.closed, pair.readable(), pair.writable(), pair.isatty())


class Wrong(Raw):
    def readinto(self, room):
        return len(room) + 1

    def write(self, data):
        return -5


class Blocking(Raw):
    def readinto(self, room):
        return None

    def write(self, data):
        return None


class Failing(Raw):
    def close(self):
        raise OSError("close")

    def flush(self):
        raise ValueError("flush")


print(attempt(_io.BufferedReader(Wrong(b""), 5).read, 2), attempt(_io.BufferedReader(Blocking(b"")).read, 2))
buffered = _io.BufferedWriter(Wrong(b""), 5)
print(attempt(buffered.write, b"123456"))
buffered = _io.BufferedWriter(Failing(b""), 5)
buffered.write(b"x")
try:
    buffered.close()
except OSError as error:
    print(repr(error), repr(error.__context__))
print(attempt(_io.BufferedReader, 5), attempt(_io.BufferedWriter, _io.BytesIO(), "x"), attempt(_io.BufferedRandom, Raw(b"")))


class Noisy(_io._IOBase):
    def close(self):
        print("closing", self.closed)
        super().close()


Noisy()
with Noisy() as stream:
    print(stream.readable(), stream.isatty(), attempt(stream.fileno), attempt(stream.seek, 0))
print(attempt(stream.__enter__), attempt(stream.flush), stream.closed)
print(attempt(_io._BufferedIOBase().read), attempt(_io._TextIOBase().readline))
print(_io.UnsupportedOperation.__mro__, _io.UnsupportedOperation.__module__)
