# What counts as true, and operators that stop early.
class Length:
    def __init__(self, length):
        self.length = length

    def __len__(self):
        print("length asked")
        return self.length


class Bool:
    def __bool__(self):
        return "yes"


def say(value):
    print("say", value)
    return value


for value in [0, 1, 0.0, "", "0", [], [0], {}, None, ..., Length(0), Length(3)]:
    print("true" if value else "false")
print(say(0) or say("") or say("last"))
print(say(1) and say(0) and say("never"))
print(not say(0), not not say("x"))
print((say(0) and say(1)) or say(2))
x = 5
print("small" if x < 3 else "middle" if x < 6 else "large")
if not (x > 3 and (x < 4 or x == 5)):
    print("no")
elif x == 5 and not None:
    print("yes")
try:
    bool(Bool())
except TypeError as error:
    print(error)
