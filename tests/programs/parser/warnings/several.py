a = "\p"
b = 1or 2
c = b"\q"
d = 3and 4
