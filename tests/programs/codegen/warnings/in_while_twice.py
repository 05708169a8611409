while x is 1:
    pass
