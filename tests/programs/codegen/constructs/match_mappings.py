match subject:
    case {}:
        a
    case {"x": 1, "y": y, **rest}:
        b
    case {module.KEY: [first, _]}:
        c
    case {**rest}:
        d
