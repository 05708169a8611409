f(a,
  b
while c:
    d = }
