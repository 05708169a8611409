with (a):
    pass
with (a, b):
    pass
