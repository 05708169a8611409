match x:
    case [y, (1 as y) | (2 as y)]:
        a
