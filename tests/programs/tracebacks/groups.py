def leaf(kind, text):
    try:
        raise kind(text)
    except kind as error:
        return error


def tree(depth):
    parts = [leaf(ValueError, f"leaf {depth}")]
    if depth:
        parts.append(tree(depth - 1))
    return ExceptionGroup(f"level {depth}", parts)


try:
    raise tree(12)
except* KeyError:
    pass
