"""compile, eval and exec."""
x = 1


def scopes():
    x = 2
    print(eval("x"), eval("x", {"x": 3}), eval("x", {}, {"x": 4}), eval("x", globals()))
    exec("x = 5; y = 6")
    print(x, "y" in globals())
    names = {}
    exec("z = 7\ndef f(): return z", names)
    print(names["f"](), sorted(names)[1:], type(names["__builtins__"]).__name__)


scopes()
print(eval("  \t 1 + 1"), eval(b"2 + 2"), eval(bytearray(b"3")), eval("'\u20ac'"))
code = compile("a + b", "<text>", "eval")
print(eval(code, {"a": 1, "b": 2}), code.co_filename, code.co_names)
code = compile("1 + 1\n", "f", "single")
exec(code)
print(compile("assert False", "f", "exec", optimize=1).co_consts)
print(compile("'doc'\nx: int", "f", "exec", optimize=2).co_consts)
for source in ["a b", "def f(a, a): pass", "x = (", "'abc", "return", "\tif 1:\n\tx\n  y", "f(**a, *b)",
               "del f()", "é = ½", "0777", "break"]:
    try:
        compile(source, "some.py", "exec")
    except SyntaxError as error:
        print(type(error).__name__, error.msg, error.filename, error.lineno, error.offset,
              repr(error.text), error.end_lineno, error.end_offset)


def outer():
    captured = "captured"

    def inner():
        print(captured)
    return inner


inner = outer()
exec(inner.__code__, closure=inner.__closure__)
for closure in [None, (), (1,), inner.__closure__ * 2]:
    try:
        exec(inner.__code__, closure=closure)
    except TypeError as error:
        print(error)
try:
    exec("1", closure=inner.__closure__)
except TypeError as error:
    print(error)
try:
    eval(inner.__code__)
except TypeError as error:
    print(error)


class Mapping:
    def __getitem__(self, key):
        if key == "print":
            raise KeyError(key)
        return f"<{key}>"

    def __setitem__(self, key, value):
        print("set", key, value)


exec("a = b\nprint(c)", {}, Mapping())
print(eval("d", {}, Mapping()))
print(sorted(dir())[:4], [name for name in dir(scopes) if name.startswith("__c")])
print(vars(Mapping).keys() == Mapping.__dict__.keys(), "x" in vars(), locals() is globals())
