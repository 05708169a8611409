a and b or c
not (a or b)
value = a and (b or c) and d
chosen = a if b and not c else d
if a and (b or c):
    pass
if not (a or b) and c:
    pass
if a < b < c:
    pass
if (a if b else c):
    pass
while a and b:
    pass
