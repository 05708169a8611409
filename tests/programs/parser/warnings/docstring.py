def f():
    """
    A pattern: \d+
    """
