# Several exceptions at once.
def handle(*errors):
    try:
        raise ExceptionGroup("group", list(errors))
    except* ValueError as group:
        print("values", group.exceptions)
    except* (KeyError, IndexError) as group:
        print("lookups", group.exceptions)
    else:
        print("else")
    finally:
        print("finally")


handle(ValueError(1), KeyError("k"))
handle(ValueError(1), ValueError(2), IndexError(3))
try:
    handle(ValueError(1), TypeError("left"))
except ExceptionGroup as group:
    print(repr(group))
nested = ExceptionGroup("outer", [ValueError(1), ExceptionGroup("inner", [KeyError(2), ValueError(3)])])
match_, rest = nested.split(ValueError)
print(repr(match_), repr(rest))
print(repr(nested.subgroup(lambda e: isinstance(e, KeyError))))
try:
    raise KeyError("alone")
except* KeyError as group:
    print(repr(group))
try:
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise OSError("new")
except ExceptionGroup as group:
    print(repr(group))
for arguments in [("m", []), ("m", [1]), (1, [ValueError()]), ("m", [KeyboardInterrupt()])]:
    try:
        print(repr(ExceptionGroup(*arguments)))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(repr(BaseExceptionGroup("b", [ValueError()])), repr(BaseExceptionGroup("b", [SystemExit(1)])))
