x = 1if y else 2
x = 0x1for x in y
