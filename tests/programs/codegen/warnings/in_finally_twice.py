try:
    a
finally:
    x is 1
