try:
    break
finally:
    x
