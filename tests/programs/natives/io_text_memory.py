# Text in memory, and the ends of lines.
import _io


def attempt(function, *arguments, **names):
    try:
        return function(*arguments, **names)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


for newline in [None, "", "\n", "\r", "\r\n"]:
    stream = _io.StringIO("a\nb\r\nc\rd", newline)
    print(repr(newline), list(stream), stream.newlines, repr(stream.getvalue()))
    stream.write("\nx\r\ny")
    stream.seek(0)
    print(repr(stream.read()), stream.tell())
stream = _io.StringIO()
print(stream.write("xyz"), stream.write("\u20ac"), stream.getvalue(), stream.seek(0), stream.read(2), stream.read())
stream.seek(8)
stream.write("\U0001f40d")
print(repr(stream.getvalue()), stream.truncate(2), stream.getvalue(), stream.tell(), stream.line_buffering)
print(attempt(stream.write, b"x"), attempt(stream.seek, -1), attempt(stream.seek, 1, 1), attempt(stream.seek, 0, 5), attempt(stream.truncate, -1))
print(attempt(_io.StringIO, 5), attempt(_io.StringIO, "", "x"), attempt(_io.StringIO, "", 5), attempt(stream.read, 1.5))
stream = _io.StringIO("line one\nline two\n")
print(stream.readline(4), stream.readline(), next(stream), attempt(next, stream), stream.readlines())
state = stream.__getstate__()
other = _io.StringIO()
other.__setstate__(state)
print(state, other.getvalue(), other.tell())
stream.close()
print(stream.closed, attempt(stream.read), attempt(stream.getvalue), attempt(lambda: stream.newlines))
decoder = _io.IncrementalNewlineDecoder(None, True)
print(repr(decoder.decode("a\r")), decoder.getstate(), repr(decoder.decode("\nb\r\nc\r", True)), decoder.newlines)
decoder.reset()
print(decoder.newlines, decoder.setstate((b"", 1)), repr(decoder.decode("x")), attempt(decoder.decode, b"x"), attempt(decoder.setstate, 5))
plain = _io.IncrementalNewlineDecoder(None, translate=False)
print(repr(plain.decode("a\r\nb\rc\n\r")), plain.newlines, repr(plain.decode("", final=True)))
print(attempt(_io.IncrementalNewlineDecoder), attempt(_io.IncrementalNewlineDecoder.__new__(_io.IncrementalNewlineDecoder).decode, ""))
