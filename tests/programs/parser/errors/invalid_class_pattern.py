match a:
    case A(b, c=d, e, f): pass
