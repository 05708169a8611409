# Operators between numbers, and what they do at the edges.
print(7 + 2, 7 - 2, 7 * 2, 7 / 2, 7 // 2, 7 % 2, 7 ** 2)
print(-7 // 2, -7 % 2, 7 // -2, 7 % -2, -7.5 // 2, -7.5 % 2)
print(2 ** -1, 2 ** 0.5, 10 ** 30, (-8) ** 3)
print(1 << 40, -1 >> 3, 12 & 10, 12 | 10, 12 ^ 10, ~12)
print(+True, -True, ~True, True + True)
print(0.1 + 0.2, 1e16, 1e15, 1.5e-5, -0.0, float("inf"), float("nan"))
print((1 + 2j) * (3 - 1j), abs(3 + 4j), 1j ** 2)
print(divmod(17, 5), divmod(-17, 5), pow(3, 100, 7))
for expression in ["1 / 0", "1 // 0", "1 % 0", "1.0 / 0", "0 ** -1", "1 << -1", "1 + 'a'"]:
    try:
        eval(expression)
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
