# Code objects, taken apart and put together.
def sample(a, b=1, /, c=2, *rest, d, e=3, **more):
    x = [a, b]

    def inner():
        return x, c

    try:
        return inner()
    except ValueError as error:
        raise KeyError from error


code = sample.__code__
for name in (
    "argcount cellvars code exceptiontable firstlineno flags freevars kwonlyargcount "
    "linetable lnotab name names nlocals posonlyargcount qualname stacksize varnames"
).split():
    print(name, getattr(code, "co_" + name))
print(list(code.co_lines()))
print(list(code.co_positions())[:30])
print(type(code.co_lines()), type(code.co_positions()), code.__sizeof__())
print(code._co_code_adaptive[:2] == code.co_code[:2], len(code._co_code_adaptive) == len(code.co_code))
print([code._varname_from_oparg(i) for i in range(9)])
same = code.replace()
print(same == code, same is code, hash(same) == hash(code), code != same, code == 1)
print(code.replace(co_name="other") == code, code.replace(co_name="other").co_name)
print(code.replace(co_firstlineno=100).co_firstlineno, code.replace(co_filename="f").co_filename)


def constant():
    return 1


constant.__code__ = constant.__code__.replace(co_consts=(None, ["any", "object"]))
print(constant(), constant.__code__.co_consts)
Code, Function = type(code), type(sample)
made = Code(
    0, 0, 0, 0, 1, 3, constant.__code__.co_code, (None, 7), (), (), "file", "name", "qual", 5,
    constant.__code__.co_linetable, b"",
)
print(Function(made, {})(), made.co_qualname, made.co_firstlineno)


def attempt(*calls):
    for call in calls:
        try:
            print(call())
        except Exception as error:
            print(type(error).__name__, error)


lam = (lambda: 0).__code__
attempt(
    lambda: lam.replace(co_argcount=-1),
    lambda: lam.replace(co_argcount=1),
    lambda: lam.replace(co_code=b"a"),
    lambda: lam.replace(co_names=1),
    lambda: lam.replace(co_names=(1,)),
    lambda: lam.replace(co_consts=[1]),
    lambda: lam.replace(co_flags="a"),
    lambda: lam.replace(x=1),
    lambda: lam.replace(1),
    lambda: lam.replace(co_nlocals=3),
    lambda: lam.replace(co_varnames=("a",)),
    lambda: lam.replace(co_linetable=1),
    lambda: lam.replace(co_argcount=10**20),
    lambda: lam.replace(co_stacksize=-5),
    lambda: lam.replace(co_name=1),
    lambda: lam.replace(co_filename=None),
    lambda: lam.replace(co_exceptiontable=""),
    lambda: lam._varname_from_oparg(0),
    lambda: lam._varname_from_oparg("a"),
    lambda: Code(),
    lambda: Code(-1, 0, 0, 0, 1, 3, b"", (), (), (), "", "", "", 1, b"", b""),
    lambda: Code(0, 0, 0, 0, 1, 3, b"", (), (1,), (), "", "", "", 1, b"", b""),
    lambda: Code("a", 0, 0, 0, 1, 3, b"", (), (), (), "", "", "", 1, b"", b""),
    lambda: Code(0, 0, 0, 0, 1, 3, "", (), (), (), "", "", "", 1, b"", b""),
    lambda: Code(0, 0, 0, 0, 1, 3, b"", [], (), (), "", "", "", 1, b"", b""),
    lambda: Function(),
    lambda: Function(1, 2),
    lambda: Function(lam, 2),
    lambda: Function(lam, {}, 1),
    lambda: Function(lam, {}, None, 1),
    lambda: Function(lam, {}, None, None, 1),
    lambda: Function(lam, {}, None, (), (1,)),
    lambda: Function(code.co_consts[1], {}),
    lambda: Function(code.co_consts[1], {}, None, None, ()),
    lambda: Function(code.co_consts[1], {}, None, None, (1, 2)),
    lambda: Function(code=lam, globals={}, bad=1),
    lambda: Function(lam, {"__name__": "mod"}, "named").__module__,
    lambda: Function(lam, {"__name__": "mod"}, "named").__name__,
    lambda: Function(lam, {"__name__": "mod"}, "named")(),
)
Traceback = None
try:
    1 / 0
except ZeroDivisionError as error:
    tb = error.__traceback__
    Traceback = type(tb)
attempt(
    lambda: Traceback(),
    lambda: Traceback(1, tb.tb_frame, 1, 1),
    lambda: Traceback(None, 1, 1, 1),
    lambda: Traceback(None, tb.tb_frame, "a", 1),
    lambda: Traceback(None, tb.tb_frame, 1, 1, 1),
    lambda: Traceback(tb, tb.tb_frame, 2, 33).tb_lineno,
    lambda: Traceback(tb, tb.tb_frame, 2, 33).tb_next is tb,
)
