f(a,

  b)
