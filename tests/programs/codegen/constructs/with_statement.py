with a:
    b

with a as b, c as (d, e):
    f


def function():
    while condition:
        with a as b:
            if b:
                continue
            if not b:
                break
            return b
