@first
@second(1)
def function():
    """Says nothing."""


@third.attribute
class Decorated:
    pass
