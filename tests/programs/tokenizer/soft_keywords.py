# `match`, `case`, `type` and `_` are words to some rules and names to all others.
match = {"case": 1}
match match:
    case {"case": _}:
        case = type(match)
