def function():
    raise


def other(error):
    raise error


def another(error, cause):
    raise error from cause
