# assert, with and without a message.
def check(value, *message):
    try:
        if message:
            assert value, message[0]
        else:
            assert value
    except AssertionError as error:
        print("failed", error.args)
    else:
        print("passed")


check(1)
check(0)
check("", "empty")
check([], ("a", "tuple"))
print(__debug__)
