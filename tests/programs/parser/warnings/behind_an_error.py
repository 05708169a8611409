x = y z
w = "\d"
v = 1if a else b
