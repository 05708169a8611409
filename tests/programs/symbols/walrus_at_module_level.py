[y := x for x in range(3)]
if any((found := x) for x in [1]):
    print(found)
