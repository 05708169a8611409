class Broken(Exception):
    def __str__(self):
        raise ValueError


class Inner:
    class Error(Exception):
        pass


Broken.__module__ = "some.module"
try:
    raise Broken
except Broken:
    raise Inner.Error(1, 2)
