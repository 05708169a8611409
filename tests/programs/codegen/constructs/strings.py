f"plain"
f"{a}"
f"{a!r} {b!s} {c!a}"
f"{a:>10} {b:{width}.{precision}}"
f"{a=}"
"%s and %r and %5d" % (a, b, c)
"%s and %r and %-5a" % (a, b, c)
"one" "two" f"{three}"
