# What trace functions and profilers are told.
import sys

events = []


def tracer(frame, event, arg):
    shown = arg
    if event == "exception":
        shown = (arg[0].__name__, str(arg[1]), arg[2] is not None)
    events.append((frame.f_lineno - frame.f_code.co_firstlineno, frame.f_code.co_name, event, shown))
    return tracer


def show(function, *arguments):
    events.clear()
    sys.settrace(tracer)
    try:
        function(*arguments)
    except Exception as error:
        caught = error
    else:
        caught = None
    finally:
        sys.settrace(None)
    print(function.__name__, repr(caught))
    for event in events:
        if event[1] != "show":
            print("   ", *event)


def straight(a):
    b = a + 1
    c = b * 2
    return c


def loops():
    total = 0
    for i in range(3):
        total += i
    while total > 2:
        total -= 1
    else:
        total = -1
    return total


def one_line():
    for i in range(2): pass


def nested():
    return straight(straight(1))


def raises():
    try:
        1 / 0
    except ZeroDivisionError:
        x = 1
    finally:
        x = 2
    {}["missing"]


def through():
    raises()


def generator():
    yield 1
    x = yield 2


def drives():
    g = generator()
    next(g)
    next(g)
    try:
        next(g)
    except StopIteration:
        pass


def with_block():
    class Manager:
        def __enter__(self):
            return 1

        def __exit__(self, *args):
            return True

    with Manager() as m:
        raise ValueError("inside")


def branches(a):
    if (a and
            not a):
        return 1
    elif a:
        x = [y for y in range(2)]
    assert a
    return (lambda: x)()


def delegates():
    yield from generator()


def all_of_it():
    for x in delegates():
        pass


for function, arguments in [
    (straight, (1,)), (loops, ()), (one_line, ()), (nested, ()), (raises, ()), (through, ()),
    (with_block, ()), (branches, (1,)), (straight, ()), (drives, ()), (all_of_it, ()),
]:
    show(function, *arguments)


def only_some(frame, event, arg):
    events.append((frame.f_code.co_name, event))
    return None if frame.f_code.co_name == "nested" else only_some


events.clear()
sys.settrace(only_some)
nested()
sys.settrace(None)
print(events, sys.gettrace())


def opcodes(frame, event, arg):
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    events.append((event, frame.f_lasti))
    return opcodes


events.clear()
sys.settrace(opcodes)
straight(1)
sys.settrace(None)
print(events)


def bad(frame, event, arg):
    if event == "line":
        raise RuntimeError("in the tracer")
    return bad


sys.settrace(bad)
try:
    straight(1)
except RuntimeError as error:
    print(error, sys.gettrace())


def changes(frame, event, arg):
    if event == "line" and "c" in frame.f_locals:
        frame.f_locals["c"] = "changed"
    return changes


sys.settrace(changes)
result = straight(1)
sys.settrace(None)
print(result)


def profiler(frame, event, arg):
    if event.startswith("c_"):
        arg = arg.__name__
    events.append((frame.f_code.co_name, event, arg))


def calls_natives():
    len([])
    [].append(1)
    list.append([], 1)
    "a".upper()
    print(end="")
    straight(*[1])
    isinstance(*(1, int))
    try:
        int("x")
        len()
    except (ValueError, TypeError):
        pass
    try:
        len(1)
    except TypeError:
        pass


events.clear()
sys.setprofile(profiler)
calls_natives()
drives()
sys.setprofile(None)
for event in events:
    print("   ", *event)
print(sys.getprofile())


def jumper(target):
    def trace(frame, event, arg):
        if event == "line" and frame.f_lineno - frame.f_code.co_firstlineno == target[0]:
            wanted = frame.f_code.co_firstlineno + target[1]
            target[0] = None
            try:
                frame.f_lineno = wanted
            except ValueError as error:
                print("   ", str(error).replace(str(wanted), "N"))
        return trace
    return trace


def to_jump(out):
    out.append(1)
    for i in range(2):
        out.append(i + 10)
    try:
        out.append(3)
    except ValueError:
        out.append(4)
    finally:
        out.append(5)
    with open_nothing() as nothing:
        out.append(6)
    out.append(7)
    return out


class open_nothing:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass


for start, end in [(1, 4), (1, 3), (3, 1), (3, 11), (5, 7), (7, 5), (1, 100), (1, -5), (6, 12),
                   (11, 13), (13, 11), (4, 13), (9, 13), (1, 9)]:
    out = []
    sys.settrace(jumper([start, end]))
    try:
        to_jump(out)
    except Exception as error:
        print("   ", repr(error))
    finally:
        sys.settrace(None)
    print(start, end, out)
frame = sys._getframe()
for value in [1, "a", None]:
    try:
        frame.f_lineno = value
    except ValueError as error:
        print(error)
try:
    del frame.f_lineno
except AttributeError as error:
    print(error)
try:
    frame.clear()
except RuntimeError as error:
    print(error)
g = generator()
next(g)
g.gi_frame.clear()
print(g.gi_frame, list(g))


def deep():
    local = 1
    return sys._getframe()


old = deep()
print(old.f_locals, old.f_lineno - old.f_code.co_firstlineno, type(old.f_back), old.f_trace)
print(old.__sizeof__())
old.clear()
print(old.f_locals, old.f_trace_lines, old.f_trace_opcodes)
