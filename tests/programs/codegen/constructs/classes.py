class Empty:
    pass


class Point(Base, metaclass=Meta, **options):
    """A place."""

    x: int = 0
    y: int
    __slots__ = "x", "y"

    def __init__(self, x):
        super().__init__()
        self.__hidden = x

    def kind(self):
        return __class__
