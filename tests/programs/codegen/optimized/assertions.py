assert a
if __debug__:
    b
else:
    c
