match subject:
    case (first, second) | [second, _, first] if first:
        a
    case [first, *rest]:
        b
    case [first, *_, last]:
        c
    case [*_] | []:
        d
    case (1 | 2) as number:
        e
    case everything:
        f
