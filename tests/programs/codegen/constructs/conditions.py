if a:
    b
elif c:
    d
else:
    e

if 0:
    never
if 1:
    always
else:
    never
while 0:
    never
