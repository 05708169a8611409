def f():
    value
