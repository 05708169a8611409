try:
    a
except:
    b

try:
    a
except B:
    c
except (D, E) as error:
    print(error)
else:
    f
