[a b, c]
