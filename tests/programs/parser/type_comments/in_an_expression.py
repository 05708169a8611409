x = f(a,  # type: int
      b)
