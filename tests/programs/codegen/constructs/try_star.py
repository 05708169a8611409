try:
    a
except* B:
    c
except* (D, E) as group:
    print(group)
else:
    f
finally:
    g
