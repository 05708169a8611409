match subject:
    case [a, *b] if a:
        pass
    case {'key': c, **d}:
        pass
    case Point(e, f=g) as h:
        pass
    case module.VALUE | -1 | None | _:
        pass
