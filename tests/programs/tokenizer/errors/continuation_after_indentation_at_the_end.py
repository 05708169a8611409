if a:
    \
