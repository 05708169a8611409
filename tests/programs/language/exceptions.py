# Raising, catching, cleaning up.
class Problem(Exception):
    pass


class Worse(Problem):
    def __init__(self, code):
        super().__init__("worse", code)
        self.code = code


def attempt(action):
    try:
        print("try")
        action()
    except Worse as error:
        print("worse", error.code, error.args)
    except (KeyError, IndexError) as error:
        print("lookup", repr(error))
    except Problem:
        print("a problem")
    except Exception as error:
        print("other", type(error).__name__, error)
    else:
        print("else")
    finally:
        print("finally")


def throw(error):
    raise error


attempt(lambda: None)
attempt(lambda: throw(Worse(3)))
attempt(lambda: throw(Problem))
attempt(lambda: {}["x"])
attempt(lambda: [][0])
attempt(lambda: int("x"))
attempt(lambda: throw(1))
attempt(lambda: None.attribute)


def returns():
    for i in range(3):
        try:
            if i == 1:
                return "from try", i
        finally:
            print("cleaning", i)


def overrides():
    try:
        return "try"
    finally:
        return "finally"


def swallowed():
    while True:
        try:
            1 / 0
        finally:
            break
    return "swallowed"


print(returns(), overrides(), swallowed())


def chained():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            {}["key"]
    except KeyError as error:
        print(repr(error), "context", repr(error.__context__), error.__cause__)
    try:
        try:
            1 / 0
        except ZeroDivisionError as cause:
            raise ValueError("bad") from cause
    except ValueError as error:
        print(repr(error.__cause__), error.__suppress_context__)
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            raise ValueError from None
    except ValueError as error:
        print(error.__cause__, error.__suppress_context__, repr(error.__context__))


chained()
try:
    raise
except RuntimeError as error:
    print(error)
try:
    try:
        raise Problem("first")
    except Problem as e:
        raise
except Problem as error:
    error.add_note("seen twice")
    print(error, error.__notes__)
print("e" in globals())
try:
    try:
        pass
    finally:
        raise Problem("in finally")
except Problem as error:
    print(error)
try:
    try:
        1 / 0
    except 5:
        pass
except TypeError as error:
    print(error)
