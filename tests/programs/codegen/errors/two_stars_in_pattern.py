match x:
    case [*y, 1, *z]:
        a
