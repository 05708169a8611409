def f():
    global y
    return [[(y := x) for x in z] for z in range(3)]
