def command(words):
    match words:
        case ["go", direction]:
            return direction
        case ["quit" | "exit"]:
            return
        case [x, y] | {"x": y, "y": x}:
            return x, y
