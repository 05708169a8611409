import sys


def down(n):
    return down(n + 1)


def two(n):
    if n:
        return two(n - 1)
    return 1 / n


try:
    two(4)
except ZeroDivisionError as error:
    pass
sys.setrecursionlimit(60)
down(0)
