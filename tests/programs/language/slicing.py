# Subscripts and slices: reading, writing, deleting.
letters = list("abcdefgh")
print(letters[1], letters[-1], letters[2:5], letters[::2], letters[::-1], letters[5:2:-1])
print("hello"[1:-1], (1, 2, 3)[-2:], b"bytes"[0], b"bytes"[1:3], range(10)[2:8:3])
letters[1:3] = ["X", "Y", "Z"]
print(letters)
letters[::3] = "123"
print(letters)
del letters[0], letters[-2:]
print(letters)


class Show:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)


show = Show()
print(show[1], show[1:2], show[1:2:3], show[:, ..., 1], show[()], show[*[1, 2]])
show[0] = "zero"
show["a", "b"] = 1
del show[::2]
for code in ["letters[100]", "letters['a']", "letters[::3] = 'ab'", "'abc'[1] = 'x'", "{}['k']",
             "len[0]", "letters[1:'x']"]:
    try:
        exec(code)
    except Exception as error:
        print(type(error).__name__, error)
