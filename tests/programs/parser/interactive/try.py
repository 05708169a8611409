try:
    x
except E:
    y
else:
    z
finally:
    w

