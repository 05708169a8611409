"""Records what the built-in types are made of, and what lists, sets and dicts come to.

`types`: a line a type (name, `__basicsize__`, `__itemsize__`, `__dictoffset__`,
`__weakrefoffset__`, `__flags__`, MRO, text signature), then a line for each attribute of its
own: the name, the descriptor's type, its text signature; all with tabs between them.

`sorting`: how many comparisons it takes to sort drawn lists, and to which order.

`histories`: order and size of sets and dicts after drawn operations.
"""

import builtins
import sys
import types

# What a type gets when it is first looked at; it says nothing of the type.
VALID_VERSION_TAG = 1 << 19


def all_types():
    generator = (x for x in ())
    given = [
        object, type, int, bool, float, complex, str, bytes, bytearray, memoryview, list, tuple,
        dict, set, frozenset, slice, range, enumerate, zip, map, filter, reversed, property,
        classmethod, staticmethod, super, type(None), type(NotImplemented), type(...),
        type(iter([])), type(reversed([])), type(iter(())), type(iter({})),
        type(iter({}.values())), type(iter({}.items())), type(reversed({})),
        type(reversed({}.values())), type(reversed({}.items())), type({}.keys()),
        type({}.values()), type({}.items()), type(iter(set())), type(iter(range(1))),
        type(iter(range(1 << 70))), type(iter(int, 1)), type(iter("")), type(iter("é")),
        type(iter(b"")), type(iter(bytearray())), type(iter(memoryview(b""))),
        type(iter(type("S", (), {"__getitem__": 0})())), types.MappingProxyType,
        types.SimpleNamespace, types.GenericAlias, types.UnionType, types.CellType,
        types.ModuleType, types.CodeType, types.FrameType, types.TracebackType,
        types.FunctionType, types.MethodType, types.BuiltinFunctionType,
        types.WrapperDescriptorType, types.MethodWrapperType, types.MethodDescriptorType,
        types.ClassMethodDescriptorType, types.GetSetDescriptorType,
        types.MemberDescriptorType, types.GeneratorType, types.CoroutineType,
        types.AsyncGeneratorType, type(generator),
    ]
    exceptions = [BaseException]
    for known in exceptions:
        exceptions += [
            sub for sub in known.__subclasses__()
            if getattr(builtins, sub.__name__, None) is sub and sub not in exceptions
        ]
    return dict.fromkeys(given + sorted(exceptions, key=lambda known: known.__name__))


def type_lines():
    for known in all_types():
        facts = [
            known.__name__, known.__basicsize__, known.__itemsize__, known.__dictoffset__,
            known.__weakrefoffset__, known.__flags__ & ~VALID_VERSION_TAG,
            " ".join(base.__name__ for base in known.__mro__), known.__text_signature__,
        ]
        yield "\t".join(map(str, facts)).replace("\n", " ")
        for name, value in sorted(vars(known).items()):
            signature = getattr(value, "__text_signature__", None)
            yield f"{known.__name__}.{name}\t{type(value).__name__}\t{signature}"


def draws(state):
    """Numbers that Rust draws, too."""
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 33


class Counted:
    count = 0

    def __init__(self, key, place):
        self.key, self.place = key, place

    def __lt__(self, other):
        Counted.count += 1
        return self.key < other.key


def sorting_lines():
    for length in [0, 1, 2, 3, 7, 31, 63, 64, 65, 100, 500, 1000, 5000]:
        for kind in range(6):
            draw = draws(length * 10 + kind)
            keys = [next(draw) % (10 if kind == 1 else 2**31) for _ in range(length)]
            if kind == 2:
                keys.sort()
            elif kind == 3:
                keys.sort(reverse=True)
            elif kind == 4:
                half = length // 2
                keys = sorted(keys[:half]) + sorted(keys[half:])
            elif kind == 5:
                keys = sorted(keys)
                for _ in range(length // 20):
                    keys[next(draw) % length] = next(draw) % 2**31
            items = [Counted(key, place) for place, key in enumerate(keys)]
            Counted.count = 0
            items.sort()
            check = 0
            for item in items:
                check = (check * 31 + item.place) % 2**61
            yield f"{length} {kind} {Counted.count} {check}"


def history_lines():
    for seed in range(40):
        draw = draws(seed)
        reach = [8, 40, 300, 2000][seed % 4]
        items, table = set(), {}
        for _ in range(reach):
            number, key = next(draw) % 10, next(draw) % reach * [1, 8, 4096][seed % 3]
            if number < 6:
                items.add(key)
                table[key] = number
            elif number < 9:
                items.discard(key)
                table.pop(key, None)
            elif items:
                items.pop()
                table.popitem()
        union = items | set(range(0, reach, 3))
        shared = items & set(range(0, reach * 8, 8))
        sizes = f"{items.__sizeof__()} {table.__sizeof__()} {table.copy().__sizeof__()}"
        pairs = (part for pair in table.items() for part in pair)
        orders = "\t".join(" ".join(map(str, part)) for part in (items, pairs, union, shared))
        yield f"{seed}\t{sizes}\t{hash(frozenset(items))}\t{orders}"


def record(recorder):
    recorder.write("types", "what the built-in types are made of", "\n".join(type_lines()) + "\n")
    recorder.write("sorting", "comparisons and order of sorted lists",
                   "\n".join(sorting_lines()) + "\n")
    recorder.write("histories", "sets and dicts after drawn operations",
                   "\n".join(history_lines()) + "\n")


if __name__ == "__main__":
    sys.stdout.writelines(line + "\n" for line in type_lines())
