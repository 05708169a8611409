try:
    a
except* B as __debug__:
    c
