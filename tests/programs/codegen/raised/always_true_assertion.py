pass
assert (a, "message")
assert ()
assert (1, 2)
