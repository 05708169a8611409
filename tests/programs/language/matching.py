# match: every kind of pattern.
class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Color:
    RED = "red"


def describe(value):
    match value:
        case 0 | -1:
            return "zero or minus one"
        case 1.5 | 2j | -1 + 3j:
            return "another number"
        case True | None:
            return "a singleton"
        case "text" | b"bytes":
            return "text or bytes"
        case Color.RED:
            return "by value"
        case []:
            return "empty"
        case [x]:
            return f"one item {x}"
        case [1, 2, *_]:
            return "one, two and more"
        case [first, *middle, last] if first == last:
            return f"same ends around {middle}"
        case (first, [inner, _], *rest):
            return f"nested {inner} {rest}"
        case {"type": "pair", "value": [a, b]}:
            return f"pair {a} {b}"
        case {"name": str(name), **others}:
            return f"named {name} {others}"
        case {}:
            return "some mapping"
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=y) | Point(x=y, y=0):
            return f"on an axis {y}"
        case Point() as point:
            return f"point {point.x} {point.y}"
        case int(n) | float(n) if n > 100:
            return f"large {n}"
        case str() as s:
            return f"string {s!r}"
        case (int() | float()) as number:
            return f"number {number}"
        case _:
            return "something else"


for value in [0, -1, 1.5, 2j, -1 + 3j, True, None, "text", b"bytes", "red", [], [7], (1, 2, 3),
              [5, 6, 7, 5], [1, (2, 3), 4], {"type": "pair", "value": [1, 2]},
              {"name": "n", "x": 1}, {"z": 1}, {}, Point(0, 0), Point(0, 3), Point(4, 0),
              Point(1, 1), 1000, "abc", 7, 2.5, {1}, "ab", range(1), object]:
    print(describe(value))
match 1, 2:
    case a, b if a > b:
        print("not this")
    case a, b:
        print(a, b)
match "no case":
    case 5:
        print("never")
for code in ["Point(1, 2, 3)", "int(1, 2)", "Point(x=1, x=2)", "5()"]:
    try:
        exec(f"match Point(1, 2):\n case {code}: pass")
    except (TypeError, SyntaxError) as error:
        print(type(error).__name__, error.args[0])
