lambda a, (b, c): a
