assert a
assert a, "message"
assert a and not b, f"{c}"
