match subject:
    case Point():
        a
    case Point(0, y):
        b
    case Point(x=0, y=_):
        c
    case module.Point(Point(x) | x, y=y) if x:
        d
