if __debug__:
    checked
else:
    unchecked
print(__debug__)
