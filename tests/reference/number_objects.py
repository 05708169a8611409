"""What the number objects make of calls and operators: int, float, bool, complex.

A line is an expression and what it comes to, tab-separated: a value with its type, or an error;
in front of it the warnings. The expressions use literals, operators, calls, attributes, displays
and the names in `NAMES` alone, so that they can be evaluated without an interpreter. A special
method that isn't a built-in type's is a bound method in a class's dict, which needs no function.
"""

import ast
import itertools
import operator
import warnings

NAMES = {
    "abs": abs, "divmod": divmod, "pow": pow, "round": round, "repr": repr, "hash": hash,
    "format": format, "str": str, "int": int, "float": float, "bool": bool, "complex": complex,
    "type": type, "object": object, "tuple": tuple, "index": operator.index, "is_": operator.is_,
}

OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "<", "<=", "==", "!="]

OPERANDS = [
    "0", "1", "-1", "7", "-10", "257", "64", "1073741823", "-1073741824", "9007199254740993",
    "-18446744073709551617", "10**30", "True", "False", "-0.0", "1.5", "-2.5",
    "9007199254740992.0", "1e308", "1e999", "(1e999 - 1e999)", "(1.5+2j)", "(3+0j)", "I(5)",
    "F(2.5)", "C(1, 2)", "None",
]

# Right operands of `**` and `<<` that would make numbers without end.
TOO_LARGE = {"1073741823", "9007199254740993", "10**30"}

# Shorthands of the lists below, written out in what is recorded.
CLASSES = {
    "I": "type('I', (int,), {})",
    "F": "type('F', (float,), {})",
    "C": "type('C', (complex,), {})",
    "X": "type('X', (), {})",
}

UNARY = ["-{}", "+{}", "~{}", "abs({})", "not {}", "repr({})", "str({})", "hash({})", "int({})",
         "float({})", "complex({})", "bool({})", "index({})", "round({})", "round({}, 1)",
         "round({}, -2)", "format({}, '')", "format({}, '>12')", "format({}, 'n')",
         "format({}, '_x')", "format({}, '.3e')", "format({}, 'q')", "{}.real", "{}.imag",
         "{}.conjugate()", "{}.as_integer_ratio()", "{}.is_integer()", "{}.bit_length()",
         "{}.bit_count()", "{}.__getnewargs__()", "{}.__trunc__()", "{}.__floor__()",
         "{}.__ceil__()", "{}.hex()", "{}.numerator", "{}.denominator", "{}.__complex__()",
         "{}.__sizeof__()", "type({})"]

TEXTS = ["''", "' '", "'12'", "'  -7 '", "'+0x1F'", "'0b101'", "'0o17'", "'1_000'", "'1__0'",
         "'_1'", "'1_'", "'007'", "'0_0'", "'z'", "'1.5'", "'-1e5'", "'1e400'", "'nan'", "'-inf'",
         "'Infinity'", "'1+2j'", "'(1-2j)'", "' ( -j ) '", "'1e5j'", "'\\u0661\\u0662.\\u0665'",
         "'\\u2003\\u0667\\u2003'", "'\\x1c5'", "'\\ud800'", "'1\\x00'", "'\\xb2'", "'\"'",
         "'" + "x" * 250 + "'", "'0x1.8p3'", "'0x1p5000'", "'0x1.8p'", "'" + "12" * 400 + "'"]

SPECIAL = [
    # int
    "int()", "int(1, 2, 3)", "int(x=1)", "int(base=2)", "int('1', base='x')", "int(1, base=2)",
    "int('12', base=3)", "int('z', 36)", "int('1', 37)", "int('1', 1)", "int('1', -2)",
    "int('1', 2**100)", "int('1', 2.0)", "int('1', True)", "int('1', False)", "int(None)",
    "int([])", "int(1j)", "int(1e30)", "int(-1.99)", "I()", "I(7)", "I('12', 3)", "I(2**70)",
    "I(-2**31)", "I(-2**31) + 0", "type(+I(5))", "type(I(5) + I(6))", "type(I(5).real)",
    "type(abs(I(5)))", "type(int(I(5)))", "type(round(I(5)))", "I(5) == 5", "hash(I(5)) == hash(5)",
    "is_(int(I(5)), 5)", "is_(int('200'), 200)", "is_(100 + 156, 256)", "is_(2**40 // 2**32, 256)",
    "is_(-3 - 2, -5)", "is_(int(True), 1)", "is_(abs(-5), 5)", "is_(7 % 4, 3)",
    "int.__new__(str)", "int.__new__()", "int.__new__(bool, 1)", "int.__new__(I, 5)",
    "int.__new__(3)", "bool.__new__(int)", "bool.__new__(bool, [])", "float.__new__(int)",
    "type('B', (bool,), {})",
    "int(X(__int__=(5).__abs__))", "int(X(__index__=(5).__abs__))", "int(X(__int__=object))",
    "int(X(__int__=I))", "int(X(__int__=bool))", "int(X(__index__=bool))", "int(X(__index__=object))",
    "int(X(__trunc__=(5).__abs__))", "int(X(__trunc__=(5.5).__abs__))", "int(X(__trunc__=I))",
    "int(X(__trunc__=X(__index__=(9).__abs__)))", "int(X())", "index(X(__index__=I))",
    "index(X(__index__=object))", "index(X())", "index(1.0)", "index(I(3))", "type(index(I(3)))",
    "float(X(__float__=(5.5).__abs__))", "float(X(__float__=F))", "float(X(__float__=int))",
    "float(X(__index__=(5).__abs__))", "float(X(__index__=(10**400).__abs__))", "float(X())",
    "float(X(__float__=(1.0).__floordiv__))",
    "complex(X(__complex__=(1j).conjugate))", "complex(X(__complex__=C))",
    "complex(X(__complex__=int))", "complex(X(__float__=(5.5).__abs__))",
    "complex(X(__index__=(5).__abs__))", "complex(1, X(__index__=(5).__abs__))",
    "complex(1, X(__complex__=(1j).conjugate))", "complex(X())", "complex(1, X())",
    "type('J', (int,), {'__index__': (9).__abs__})(4).__index__()",
    "index(type('J', (int,), {'__index__': (9).__abs__})(4))",
    "int(type('J', (int,), {'__int__': (9).__abs__})(4))",
    "float(type('J', (int,), {'__float__': (9.5).__abs__})(4))",
    "float(type('G', (float,), {'__float__': (9.5).__abs__})(4))",
    "format(type('J', (int,), {'__float__': (9.5).__abs__})(4), '.2f')",
    "repr(type('J', (int,), {'__repr__': 'R'.__str__})(4))",
    "format(type('J', (int,), {'__str__': 'S'.__str__})(4), '')",
    "round(1234, -2)", "round(1250, -2)", "round(1350, -2)", "round(-1250, -2)", "round(5, -1)",
    "round(15, -1)", "round(5, 2**70)", "(5).__round__(None)", "round(5, 'x')",
    "round(5, X(__index__=I))", "(5).__round__(1, 2)", "round(10**40 + 5 * 10**19, -20)",
    "pow(3, 200, 13)", "pow(3, -1, 7)", "pow(2, -1, 4)", "pow(3, 5, 0)", "pow(3, 5, -7)",
    "pow(3, 5, 1)", "pow(3, 5, 2.0)", "pow(3.0, 5, 2)", "pow(3j, 5, 2)", "pow('x', 2, 2)",
    "pow(2, 3, None)", "pow(2, 100)", "pow(-2, 3)", "pow(0, 0)", "pow(0, -1)", "pow(2, -1)",
    "pow(10**400, -1)", "pow(2, 10**400 * -1)", "(2).__pow__(3, 5)", "(2).__rpow__(3)",
    "(2).__pow__(3.0)", "(2).__pow__('x')", "(2.0).__pow__(3)", "(2).__add__(1.5)",
    "(2).__radd__(1)", "(2).__divmod__(0)", "(2.0).__rdivmod__(7)", "True.__and__(1)",
    "True.__rand__(False)", "True.__or__(1.0)", "1 << 10**30", "0 << 10**30", "1 >> 10**30",
    "-1 >> 10**30", "1 << -10**30", "1 >> -1", "1 << 62", "-1 << 31", "(2**70) << 33",
    "10**400 / 10**399", "10**400 / 1", "1 / 10**400", "10**400 / 3.0", "10**400 == 1e400",
    "10**400 < 1e308", "-10**400 < -1e308", "0 / -5", "0 // -5", "str(10**4299) == ''",
    "str(10**4300)", "repr(-10**4300)", "format(10**4300, 'd')", "format(10**4300, 'x') == ''",
    f"int('{'1' * 4301}')", f"int('{'1' * 4300}') == 0", f"int('{'1' * 5000}', 16) == 0",
    "float(10**4300)",
    # bytes
    "int.from_bytes([1, 2])", "int.from_bytes([1, 2], 'little')", "int.from_bytes([255], signed=True)",
    "int.from_bytes(bytes=[1], byteorder='big')", "int.from_bytes((1, 256))",
    "int.from_bytes([-1])", "int.from_bytes(['x'])", "int.from_bytes(1)", "int.from_bytes('a')",
    "int.from_bytes()", "int.from_bytes([1], 'x')", "int.from_bytes([1], 1)",
    "int.from_bytes([1], 'big', True)", "int.from_bytes([1], signed=[])",
    "type(I.from_bytes([1]))", "I.from_bytes([1])", "bool.from_bytes([2])", "int.from_bytes([])",
    "int.from_bytes(X(__bytes__=object))", "int.from_bytes([X(__index__=(5).__abs__)])",
    # format
    "format(10, 'c')", "format(-1, 'c')", "format(2**70, 'c')", "format(65, '+c')",
    "format(65, '#c')", "format(3, 'z')", "format(3, '.2')", "format(3, 's')", "format(True, 's')",
    "format(True, 'd')", "format(True, '5')", "format(True, '')", "(5).__format__()",
    "(5).__format__(1)", "(1.5).__format__(None)", "format(1234567, ',')",
    "format(1234567, '_d')", "format(255, '#010x')", "format(5, '\\u0661\\u0660')", "format(1.5, 'd')",
    "format(1.5, ',.3f')", "format(1e300, 'n')", "format(1.5, '.99999999999f')", "format(1j, '=5')",
    "format(1j, '05')", "format(1+2j, '>20.3f')", "format(5, 'xx')",
    "format(1.0, '\\u20ac>6')", "format(5, '%')", "format(10**400, 'f')", "format(I(5), 'q')",
    # float
    "float()", "float(1, 2)", "float(x=1)", "float(None)", "float([])", "float(1j)", "F()", "F(1)",
    "F('1.5')", "F(x=1)", "F(1, 2)", "float(F(1.5))", "type(float(F(1.5)))", "type(F(1) + 1)",
    "type('G', (float,), {'__init__': object})(1.5)", "float.fromhex('0x1p-1074')",
    "float.fromhex(1)", "float.fromhex('\\ud800')", "float.fromhex('x')", "F.fromhex('0x1p3')",
    "type(F.fromhex('0x1p3'))", 
    "float.__getformat__('double')", "float.__getformat__('float')", "float.__getformat__('x')",
    "float.__getformat__(1)", "float.__getformat__('float\\x00')", "round(2.5)", "round(3.5)",
    "round(-0.5)", "round(2.675, 2)", "round(1e300, 400)", "round(1e300, -400)", "round(1e300, 2**70)",
    "round(1e300, -2**70)", "round(1.5, None)", "round(1.5, 'x')", "round(1.5, 1.0)",
    "round(1.7976931348623157e308, -308)", "round(1e999)", "round(1e999 - 1e999)", "round(1e999, 1)",
    "(2.5).__round__(1, 2)", "(2.5).__floor__()", "(-2.5).__ceil__()", "(1e999).__floor__()",
    "(1e999).as_integer_ratio()", "(0.1).as_integer_ratio()", "(0.1).hex()", "divmod(5.5, -2)",
    "divmod(-0.0, 1)", "5.5 % 0", "5.5 // 0", "divmod(5.5, 0)", "5.5 / 0", "0.0 ** -1", "(-8) ** 0.5",
    "(-8.0) ** (1 / 3)", "1e308 ** 2", "2.0 ** 10**400", "1.5 < 10**400", "1e999 > 10**400",
    "1e999 - 1e999 == 0", "2**53 + 1 == 2.0**53", "2**53 + 1 > 2.0**53", "is_(F(1) + 0, 1.0)",
    # bool
    "bool()", "bool(1, 2)", "bool(x=1)", "bool(0.0)", "bool(-0j)", "bool('')", "bool([])",
    "bool(X())", "bool(X(__bool__=(1).__abs__))", "bool(X(__bool__=True.__invert__))",
    "bool(X(__bool__=bool))", "bool(X(__len__=(0).__abs__))", "bool(X(__len__=(-1).__int__))",
    "True + True", "True & True", "True & 1", "True | False", "True ^ True", "True ^ 2", "~True",
    "-True", "is_(True & True, True)", "True == 1", "hash(True)", "True.real", "type(True.real)",
    "type(True.conjugate())", "True.__sizeof__()", "repr(True)", "str(False)", "True.bit_length()",
    "1 << True", "True << 70", "True / 2", "True < 1.5",
    # complex
    "complex()", "complex(1, 2, 3)", "complex(x=1)", "complex(imag=2)", "complex(real='1+j')",
    "complex('1', 2)", "complex(1, '2')", "complex('1', '2')", "complex(1, None)", "complex(None)",
    "complex(1j, 2j)", "complex(1+2j, 3)", "complex(1, 2+3j)", "complex(-0.0, -0.0)",
    "complex(-0j)", "complex(0, -0j)", "complex(C(1, 2))", "type(complex(C(1, 2)))", "C('1+2j')",
    "type(C(1j))", "type(+C(1, 2))", "type(C(1, 2).__complex__())", 
    "(1+2j) < 3", "(1+2j) == 1", "(3+0j) == 3", "(3+0j) == 3.0", "(2**53 + 0j) == 2**53 + 1",
    "(1+2j) != 'x'", "1j == 10**400", "1j + 10**400", "1j / 0", "0j ** -1", "0j ** 1j", "0j ** 0",
    "(1e300+1j) ** 2", "abs(1e308+1e308j)", "abs(3+4j)", "1j // 2", "1j % 2", "divmod(1j, 2)",
    "int(1j)", "float(1j)", "hash(3+0j) == hash(3)", "hash(1+1j)", "(1+2j).real", "(1+2j).imag",
    "(1+2j).conjugate(1)", "(1+2j).__getnewargs__()", "repr(-0j)", "repr(1e999j - 1e999)",
    # attributes that can't be set, slots that aren't there
    "int.__text_signature__", "float.__text_signature__", "complex.__text_signature__",
    "bool.__text_signature__", "int.__round__.__text_signature__",
    "int.from_bytes.__text_signature__", "int.conjugate.__text_signature__",
    "float.__round__.__text_signature__", "int.__basicsize__", "int.__itemsize__",
    "float.__basicsize__", "bool.__basicsize__", "bool.__itemsize__", "complex.__basicsize__",
    "bool.__base__",
    "I(5).__dict__", "(5).x", "(5).bit_length(1)", "(5).bit_length(x=1)", "(5).__abs__(1)",
]


def written_out(expression):
    """The expression without the shorthands: `X(__int__=f)` becomes a class's instance."""
    class Writer(ast.NodeTransformer):
        def visit_Name(self, node):
            text = CLASSES.get(node.id)
            return ast.parse(text, mode="eval").body if text else node

        def visit_Call(self, node):
            if isinstance(node.func, ast.Name) and node.func.id == "X":
                keys = [ast.Constant(keyword.arg) for keyword in node.keywords]
                values = [self.visit(keyword.value) for keyword in node.keywords]
                made = ast.parse(CLASSES["X"], mode="eval").body
                made.args[2] = ast.Dict(keys, values)
                return ast.Call(made, [], [])
            return self.generic_visit(node)

    return ast.unparse(ast.fix_missing_locations(Writer().visit(ast.parse(expression, mode="eval"))))


def escaped(text):
    return "".join(c if " " <= c <= "~" and c != "\\" else f"\\{ord(c):x};" for c in text)


def shown(value):
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(map(shown, value)) + ")"
    if isinstance(value, str):
        return f"str {escaped(value)}"
    if isinstance(value, type):
        return f"type {value.__name__}"
    if isinstance(value, dict):
        return f"dict of {len(value)}"
    for base in (bool, int, float, complex):
        if isinstance(value, base):
            text = hex(value) if base is int and abs(value) >> 4000 else base.__repr__(value)
            return f"{type(value).__name__} {text}"
    return repr(value)


def outcome(expression):
    code = compile(expression, "expression", "eval")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = shown(eval(code, dict(NAMES)))
        except Exception as error:
            text = shown(error.args) if len(error.args) > 1 else escaped(str(error))
            result = f"{type(error).__name__}: {text}"
    said = [f"{entry.category.__name__}: {entry.message}; " for entry in caught]
    return "".join(said) + result


def lines(expressions):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        texts = [written_out(expression) for expression in expressions]
        return "".join(f"{text}\t{outcome(text)}\n" for text in texts)


def has_same_hash(expression):
    """The hash of None and of a NaN is its address."""
    return "hash" not in expression or "None" not in expression and "- 1e999" not in expression


def record(recorder):
    binary = [f"({left}) {operator} ({right})"
              for operator, left, right in itertools.product(OPERATORS, OPERANDS, OPERANDS)
              if operator not in ("**", "<<") or right not in TOO_LARGE]
    recorder.write("operators", "two operands of every kind, each operator", lines(binary))
    unary = [form.format(f"({operand})") for form in UNARY for operand in OPERANDS]
    unary = list(filter(has_same_hash, unary))
    recorder.write("operands", "what each kind of number makes of each method", lines(unary))
    texts = [f"{name}({text})" for name in ("int", "float", "complex") for text in TEXTS]
    texts += [f"int({text}, {base})" for text in TEXTS for base in (0, 2, 10, 16)]
    texts += [f"float.fromhex({text})" for text in TEXTS]
    recorder.write("texts", "numbers of texts", lines(texts))
    recorder.write("special", "calls of all forms", lines(SPECIAL))
