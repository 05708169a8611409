lambda a, /, b, /: a
