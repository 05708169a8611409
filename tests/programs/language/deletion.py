# When things go away.
class Gone:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


a = Gone("a")
b = a
del a
print("still there")
b = None
print("now not")


def scope():
    local = Gone("local")
    print("in scope")


scope()
items = [Gone("item 0"), Gone("item 1")]
del items[0]
items.clear()
print("cleared")
x = Gone("first")
x = Gone("second")
try:
    raise ValueError(Gone("in exception"))
except ValueError:
    print("caught")
print("after except")
d = {1: Gone("value")}
d[1] = 2
print([Gone("temporary").name for _ in range(2)])
for code in ["del undefined", "del d['no']", "del x.missing"]:
    try:
        exec(code)
    except Exception as error:
        print(type(error).__name__, error)
del x
