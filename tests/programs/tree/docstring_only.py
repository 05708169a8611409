def f():
    "only this"
class C:
    "only 'this'"
    "and this"
