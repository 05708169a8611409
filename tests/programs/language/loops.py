# Loops: else, break, continue, and what is left afterwards.
for n in range(2, 12):
    for divisor in range(2, n):
        if n % divisor == 0:
            print(n, "=", divisor, "*", n // divisor)
            break
    else:
        print(n, "is prime")

i = 10
while i:
    i -= 1
    if i % 3:
        continue
    if i == 0:
        break
    print("while", i)
else:
    print("not here")

while i < 3:
    i += 1
else:
    print("else after", i)

for x in []:
    pass
else:
    print("nothing to do, x is", "x" in globals())

for a, (b, *c) in [(1, (2, 3, 4)), (5, "xyz")]:
    print(a, b, c)

target = [None] * 2
for target[0] in "ab":
    for target[1] in "cd":
        print(target)

numbers = [1, 2, 3]
for number in numbers:
    if number < 5:
        numbers.append(number + 3)
print(numbers)
