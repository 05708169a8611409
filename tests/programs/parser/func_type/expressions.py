(a if b else c, lambda: 1, "text") -> [x for x in y]
