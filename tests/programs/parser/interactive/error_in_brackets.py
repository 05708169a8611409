f(a b,
  c)
