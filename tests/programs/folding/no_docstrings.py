'a' + 'b'
def f():
    'a' * 2
def g():
    'real'
def h():
    'a'[0]
class C:
    '%s' % (x,)
class D:
    'x' + 'y'
    1
