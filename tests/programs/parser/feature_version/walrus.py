if (x := f()):
    pass
