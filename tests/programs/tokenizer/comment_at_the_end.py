x = 1
# no newline behind it