match x:
    case [y] as y:
        a
