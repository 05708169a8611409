def f():
    try:
        a
    except* B:
        if c:
            return 1
