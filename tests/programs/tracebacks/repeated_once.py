def two(n):
    if n:
        return two(n - 1)
    return 1 / n


two(4)
