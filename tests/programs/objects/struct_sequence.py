# Tuples with names: what they are made of, how they are made, how they look.
from time import struct_time


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


print(struct_time.n_fields, struct_time.n_sequence_fields, struct_time.n_unnamed_fields)
print(struct_time.__match_args__, struct_time.__name__, struct_time.__module__)
print(struct_time.__basicsize__, struct_time.__itemsize__, struct_time.__base__)

nine = struct_time(range(2000, 2009))
print(nine)
print(nine.tm_year, nine.tm_isdst, nine.tm_zone, nine.tm_gmtoff, nine[8], len(nine))
print(nine == tuple(nine), hash(nine) == hash(tuple(nine)), nine[2:4], nine + (1,), nine * 1 == nine)
print(type(nine * 1) is tuple, type(nine[:]) is tuple)
print(nine.__reduce__())
print(nine.__sizeof__(), nine.index(2003), nine.count(2000))

eleven = struct_time([1] * 9 + ["zone", 3600])
print(len(eleven), eleven.tm_zone, eleven.tm_gmtoff)
print(eleven.__reduce__())
print(struct_time([1] * 9, {"tm_zone": "x", "other": 1}).__reduce__())
print(struct_time([1] * 10, {"tm_zone": "x", "tm_gmtoff": 5}).__reduce__())
print(struct_time(sequence="abcdefghi", dict={}))
maker, arguments = eleven.__reduce__()
print(maker(*arguments).tm_zone)

attempt(lambda: struct_time())
attempt(lambda: struct_time(1))
attempt(lambda: struct_time([1]))
attempt(lambda: struct_time([1] * 12))
attempt(lambda: struct_time([1] * 9, 5))
attempt(lambda: struct_time([1] * 9, None))
attempt(lambda: struct_time([1] * 9, {}, {}))
attempt(lambda: struct_time([1] * 9, x=1))
attempt(lambda: setattr(nine, "tm_year", 5))
attempt(lambda: setattr(nine, "other", 5))
attempt(lambda: nine.other)
attempt(lambda: type("Sub", (struct_time,), {}))

match nine:
    case struct_time(year, month, tm_hour=hour):
        print(year, month, hour)


class Seconds:
    def __len__(self):
        return 9

    def __getitem__(self, index):
        if index > 8:
            raise IndexError
        return index


print(struct_time(Seconds()))
loop = struct_time([[]] + [1] * 8)
loop[0].append(loop)
print(loop)
