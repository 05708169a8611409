y = 1 +
x: int = 1
