# Classes: attributes, methods, inheritance, special methods.
class Animal:
    """Something that moves."""

    kind = "animal"
    count = 0

    def __init__(self, name):
        self.name = name
        Animal.count += 1

    def speak(self):
        return f"{self.name} the {self.kind}"

    @classmethod
    def make(cls, name="unnamed"):
        return cls(name)

    @staticmethod
    def add(a, b):
        return a + b

    @property
    def loud(self):
        return self.speak().upper()

    @loud.setter
    def loud(self, value):
        self.name = value.lower()

    def __repr__(self):
        return f"<{type(self).__name__} {self.name}>"


class Dog(Animal):
    kind = "dog"

    def speak(self):
        return super().speak() + " barks"


dog = Dog("Rex")
print(dog, dog.speak(), dog.loud, Dog.make(), Animal.make("x").speak(), Dog.add(1, 2))
dog.loud = "FIDO"
print(dog.name, vars(dog), Animal.count, Dog.__mro__, Dog.__bases__, Animal.__doc__)
dog.kind = "hound"
print(dog.kind, Dog.kind, isinstance(dog, Animal), issubclass(Dog, Animal))
del dog.kind
print(dog.kind, type(dog) is Dog, dog.__class__.__name__)
bound = dog.speak
dog.name = "Later"
print(bound(), bound.__self__ is dog, bound.__func__ is Dog.speak)
for code in ["dog.missing", "del dog.missing", "Dog.missing", "Dog()", "dog.speak = 1; dog.speak()",
             "Animal.make().loud.x", "object().x = 1"]:
    try:
        exec(code)
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)


class Diamond:
    def who(self): return ["Diamond"]


class Left(Diamond):
    def who(self): return ["Left"] + super().who()


class Right(Diamond):
    def who(self): return ["Right"] + super().who()


class Both(Left, Right):
    def who(self): return ["Both"] + super().who()


print(Both().who(), [c.__name__ for c in Both.__mro__])
try:
    class Impossible(Diamond, Left): pass
except TypeError as error:
    print(error)


class Private:
    __secret = 1

    def get(self):
        return self.__secret


print(Private().get(), [n for n in vars(Private) if "secret" in n])
