match x:
    case [y, z] | [y]:
        a
