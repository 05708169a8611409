@a
@b(c)
def d(e=f): pass
@g
class h(i, metaclass=j): pass
