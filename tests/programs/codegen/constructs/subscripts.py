items[0], items[a:b], items[a:b:c], items[:], items[::2]
items[a, b], items[a:b, c], items[*a, b]
items[0] = items[1]
