class C:
    f = lambda: [(__y := x) for x in range(3)]
