match x:
    case [y] | [z]:
        a
