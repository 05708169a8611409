if x is 1:
    pass
if a < b is 2:
    pass
while x is 1:
    pass
