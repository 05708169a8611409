x = 1 + \
        2
assert x == 3, \
"a message"
if x and \
   y:
    z
