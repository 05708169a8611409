match subject:
    case 1:
        a
    case -1 | 1.5 | 2 + 3j | "text" | b"bytes":
        b
    case None | True:
        c
    case module.NAME:
        d
    case _:
        e
