errors = [ValueError(number) for number in range(20)]
errors[3].add_note("the fourth")
try:
    1 / 0
except ZeroDivisionError:
    raise BaseExceptionGroup("wide", errors)
