def f():
    nonlocal x
    y = 1
    global y
