class Thing:
    colour = 1
    _private = 2

    def __init__(self):
        self.flavour = 3


def attempt(text):
    try:
        eval(compile(text, "<text>", "eval"))
    except Exception as error:
        return error


def local():
    number = 1
    return numbre


errors = [attempt(text) for text in [
    "Thing().color", "Thing().flavor", "Thing.colou", "pritn", "Thng", "Thing().nothing_like_it", "int.Real",
    "().__getitem", "Thing().Colour", "zzzzzz",
]]
try:
    local()
except NameError as error:
    errors.append(error)
raise ExceptionGroup("names", errors)
