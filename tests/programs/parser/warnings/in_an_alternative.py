with ("\d", 1or 2): pass
f("\q" for x in y)
"\w"[0] = "\z"
"\v\8".a: int = 1
