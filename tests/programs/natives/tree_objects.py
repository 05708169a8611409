import _ast

def dump(node):
    if isinstance(node, _ast.AST):
        fields = ", ".join(f"{name}={dump(getattr(node, name))}" for name in node._fields)
        place = [getattr(node, name) for name in node._attributes]
        return f"{type(node).__name__}({fields})" + (f"@{place}" if place else "")
    if isinstance(node, list):
        return "[" + ", ".join(map(dump, node)) + "]"
    return repr(node)

source = '''
import a.b as c, d
from . import x
@decorator(1)
def f(a, /, b: int=2, *c, d, e=3, **k) -> 'r':
    """doc"""
    return (yield a), [x async for x in y if z], {**a, 'b': 1}, f"{a!r:>{w}} {b}", b'x', 1j, ..., None, True, -5, 10**30
async def g():
    async with a as b, c: pass
    await x
class C(B, metaclass=M):
    x: int = 1
match x:
    case [1, *r] | {'k': v, **rest} if r: pass
    case C(a, b=c) as d: pass
    case None | _: pass
try: pass
except* E as e: raise a from b
else: del x[1:2, ::3]
finally: global q
lambda *, a: (a := 1)
x = y = a if b else not c < d <= e
u"kind", '\\ud800', 123456789012345678901234567890
'''
for statement in compile(source, "file", "exec", _ast.PyCF_ONLY_AST).body:
    print(dump(statement))
print(dump(compile("1 + 2", "file", "eval", _ast.PyCF_ONLY_AST)))
print(dump(compile("x; y", "file", "single", _ast.PyCF_ONLY_AST)))
print(dump(compile("(int) -> str", "file", "func_type", _ast.PyCF_ONLY_AST)))
print(dump(compile("x = 1 # type: int", "file", "exec", _ast.PyCF_ONLY_AST | _ast.PyCF_TYPE_COMMENTS)))
for name, value in vars(_ast).items():
    if isinstance(value, type) and name[0] != "_":
        print(name, value, value.__bases__, value._fields, value._attributes, value.__match_args__, sorted(vars(value)))
        print(value.__doc__)
node = _ast.Name("x", _ast.Load())
print(node.id, type(node.ctx), node.__reduce__()[0], _ast.Constant(3).kind, _ast.Name().__dict__)
for text in ["_ast.Name(1, 2, 3)", "_ast.Name('a', id='b')", "_ast.Name(foo=1).foo", "_ast.AST(1)", "_ast.Load(1)", "_ast.Name().id"]:
    try:
        print(text, eval(text))
    except Exception as error:
        print(text, type(error).__name__, error)
match _ast.BinOp(1, 2, 3):
    case _ast.BinOp(left, op, right):
        print(left, op, right)
