# list[int], int | str: what they are made of, and type variables in them.
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


GenericAlias = type(list[int])
UnionType = type(int | str)
print(GenericAlias, UnionType, GenericAlias.__name__, UnionType.__module__)

alias = list[int]
print(alias, alias.__origin__, alias.__args__, alias.__parameters__, alias.__unpacked__)
print(dict[str, list[int]], tuple[()], tuple[int, ...], type[int], set["text"], frozenset[None])
print(enumerate[int], alias == list[int], alias != list[int], alias == list[str], alias == 5)
print(hash(alias) == hash(list[int]), {list[int]: 1}[list[int]], alias is list[int])
print(alias(), alias((1, 2)), dict[str, int](a=1), alias.__name__, alias.__doc__ == list.__doc__)
print(alias.append, alias.__class__, isinstance(alias, type), callable(alias))
print(alias.__mro_entries__(()), alias.__reduce__())
attempt(lambda: isinstance([], alias))
attempt(lambda: issubclass(list, alias))
attempt(lambda: alias[int])
attempt(lambda: alias.nothing)
attempt(lambda: int[str])
attempt(lambda: GenericAlias())
attempt(lambda: GenericAlias(list, int, str))
attempt(lambda: GenericAlias(origin=list, args=int))
attempt(lambda: GenericAlias(list, (int,)) == list[int])
attempt(lambda: setattr(alias, "__origin__", set))
print(GenericAlias(5, 6), list[5, "x", None, ...])
print([name for name in GenericAlias.__dict__ if name.startswith("__typing")])
names = GenericAlias.__dir__(alias)
print("append" in names, "__deepcopy__" in names)


class Sub(list[int]):
    pass


print(Sub.__bases__, Sub.__orig_bases__, Sub([1]), Sub.__mro__)


class Class:
    def __class_getitem__(cls, item):
        return GenericAlias(cls, item)


made = Class[int, str]()
print(Class[int], type(made).__name__, made.__orig_class__)


class Callable:
    def __call__(self, *arguments, **keywords):
        return [arguments, keywords]


print(GenericAlias(Callable(), int)(1, 2, x=3))
attempt(lambda: GenericAlias(5, int)())

# The star
starred = next(iter(tuple[int, str]))
print(starred, starred.__unpacked__, starred.__typing_unpacked_tuple_args__, starred == tuple[int, str])
print(tuple[int].__typing_unpacked_tuple_args__, starred.__reduce__()[0], hash(starred) == hash(tuple[int, str]))
print(list(iter(list[int])), [*tuple[int]], type(iter(list[int])))
exhausted = iter(list[int])
next(exhausted)
attempt(lambda: next(exhausted))


# Type variables
class Variable:
    def __init__(self, name):
        self.__name__ = name

    def __repr__(self):
        return self.__name__

    def __typing_subst__(self, argument):
        return argument


class Several(Variable):
    __typing_is_unpacked_typevartuple__ = True

    def __iter__(self):
        return iter(())

    def __typing_prepare_subst__(self, alias, arguments):
        return (tuple(arguments),)


T, S, Ts = Variable("T"), Variable("S"), Several("Ts")
generic = dict[T, list[S]]
print(generic.__parameters__, generic[int, str], generic[T, T], generic[T, T].__parameters__)
print(generic[S, T][int, str], list[T][int], list[T][T], list[list[T]][int], dict[T, T][int])
attempt(lambda: generic[int])
attempt(lambda: generic[int, str, bytes])
attempt(lambda: list[T][()])
print(list[T][tuple[int, str]], dict[T, S][*tuple[int, str]])
print(tuple[Ts][int, str], tuple[bytes, Ts][int, str], tuple[list[Ts], int][str, bytes], tuple[Ts][()])
print((*tuple[T, int],)[0], (*tuple[T, int],)[0][str])
attempt(lambda: list[int][str])
print(next(iter(tuple[int, ...])), tuple[T][next(iter(tuple[int, ...]))])

# Unions
union = int | str
print(union, union.__args__, union.__parameters__, int | None, None | int, type(None) | int)
print(int | int, (int | str) | int, str | union, union | union is union, union | bytes | str)
print(union == str | int, union != str | int, union == int, hash(union) == hash(str | int))
print(list[int] | None, list[int] | list[int] | list[str], None | list[int] | None)
print(isinstance(5, union), isinstance("", union), isinstance(b"", union), issubclass(bool, union))
print(isinstance(None, int | None), isinstance(5, str | None))
attempt(lambda: isinstance(5, list[int] | str))
attempt(lambda: isinstance(5, int | list[int]))
attempt(lambda: issubclass(int, list[int] | str))
attempt(lambda: int | 5)
attempt(lambda: 5 | int)
attempt(lambda: None | None)
attempt(lambda: union < union)
attempt(lambda: UnionType())
attempt(lambda: union())
attempt(lambda: type("Sub", (UnionType,), {}))
attempt(lambda: union[int])
print((list[T] | list[S])[int, str], (list[T] | dict[T, S]).__parameters__, (list[T] | None)[int])
print((list[T] | list[S])[int, int], union.__module__)
attempt(lambda: union.__name__)


class Meta(type):
    def __or__(self, other):
        return "meta", other


class WithMeta(metaclass=Meta):
    pass


print(WithMeta | int, int | WithMeta)
