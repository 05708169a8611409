class A: pass
class B(): x = 1
@a.b
class C(A, *bases, metaclass=M, **keywords):
    """Says what it is."""

    class D:
        'no\\tescape'
        def m(self): pass
    y: int = 3


class E(A):
    (1)
