"""First.

    Indented.
    """
def f():
    """Second.

    Indented.
    """
    return 1
