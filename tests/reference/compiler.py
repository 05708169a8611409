"""What CPython's compiler and its neighbours say: the opcodes and what they do to the stack."""

import dis
import opcode
from _opcode import stack_effect


def record(recorder):
    recorder.write("opcodes", "opcode.py and dis.py: what is known of each number", opcodes())
    recorder.write("stack_effects", "_opcode.stack_effect() of each instruction", stack_effects())


# What a set of `opcode.py` says of an argument.
SETS = ["const", "name", "jrel", "jabs", "local", "compare", "free"]


def opcodes():
    lines = []
    for number, name in enumerate(dis._all_opname):
        base = dis._deoptop(number)
        words = [str(number), name]
        if base != number:
            words.append(f"of {opcode.opname[base]}")
        if number in opcode.opmap.values():
            words.append("argument" if number >= opcode.HAVE_ARGUMENT else "no argument")
            words += [kind for kind in SETS if number in getattr(opcode, "has" + kind)]
        caches = opcode._cache_format.get(opcode.opname[base], {})
        words += [f"{name}:{size}" for name, size in caches.items()]
        lines.append(" ".join(words) + "\n")
    lines.append("compare " + " ".join(opcode.cmp_op) + "\n")
    lines.append("binary " + " ".join(sign for _, sign in opcode._nb_ops) + "\n")
    lines.append("convert " + " ".join(name or "-" for _, name in dis.FORMAT_VALUE_CONVERTERS) + "\n")
    lines.append("function " + " ".join(dis.MAKE_FUNCTION_FLAGS) + "\n")
    return "".join(lines)


ARGUMENTS = [*range(18), 255, 256, 0x0302, 0xFFFF, 0x10000, 0x7FFF]


def stack_effects():
    """For each instruction its effects for `ARGUMENTS`: taken, not taken and either way."""
    lines = []
    for name, number in sorted(opcode.opmap.items(), key=lambda item: item[1]):
        arguments = ARGUMENTS if number >= opcode.HAVE_ARGUMENT else [None]
        for jump, word in (True, "taken"), (False, "not"), (None, "either"):
            effects = [stack_effect(number, argument, jump=jump) for argument in arguments]
            lines.append(f"{name} {word} {' '.join(map(str, effects))}\n")
    return "".join(lines)
