def first(items):
    for item in items:
        if item is None:
            continue
        return item
