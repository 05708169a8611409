match a:
    case 1 | -1 | 1.5 | -2j | 1 + 2j | 'a' 'b' | b'c' | f.g:
        pass
    case None | True | False:
        pass
    case x:
        pass
match a, b:
    case []: pass
    case [x]: pass
    case [x, *rest, (y, z)]: pass
    case x, *_: pass
    case (x): pass
    case {}: pass
    case {'a': 1, b.c: [x], **rest} if x > 1: pass
    case {**rest}: pass
    case {-1: _}: pass
    case A(): pass
    case A.B(1, x, c=2, d=C(e=_)): pass
    case (1 | 2) as x: pass
    case [1 | 2 as x, (A() as y) | B() as y]: pass
    case {'k': (1 | None) as v}: pass
    case _: pass
match *a, b:
    case _ if (lambda: a): match = case = 1
