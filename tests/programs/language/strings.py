# Literals and formatting.
print('single', "double", '''triple
lines''', "joined " "together", r"raw\n", "tab\tquote\"", "\x41\u0042\U00000043\N{BULLET}")
print(b"bytes\x00\xff", rb"\d", "é" == "\xe9", len("𝄞"), "a\
b")
name, width, value = "x", 8, 3.14159
print(f"{name}={value:.2f} {value!r:>{width}} {name!s:*^5} {{}} {value=} {1 + 1 = } {name!a}")
print(f"{'nested ' + f'{name}'}" f"{3:#x} {255:08b} {1234567:,} {0.5:%} {5:+d} {-5: d}")
print(f"{[i for i in range(3)]} {(lambda x: x * 2)(4)} {'a' if value else 'b'}")
print("%s %r %d %5.1f %x %%" % ("s", "r", 3, 2.25, 255), "%(a)s" % {"a": 1})
print("{} {1} {a} {a.real} {b[k]}".replace("{1}", "{}").format(1, 2, a=3, b={"k": 4}))
print("abc".upper().join(["-", "+"]), "a,b,,c".split(","), " x ".strip(), "abc"[::-1])
print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("\n\t\\\x7f\u200b"), ascii("é𝄞"))
print("a" * 3, "ab" "cd" in "xabcdx", "%c%c" % (65, "B"), "x".center(5, "."))
print(str(b"bytes"), bytes("text", "utf-8"), "ß".upper(), "İ".lower(), "straße".casefold())
