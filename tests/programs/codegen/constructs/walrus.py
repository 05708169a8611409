if (n := len(a)) > 10:
    print(n)
[y := f(x), y ** 2]


def total(values):
    return [last := v for v in values], last
