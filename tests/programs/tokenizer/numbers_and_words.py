# Where a number ends and a keyword begins without a space: allowed, and warned of.
1if 1else 0
[0x1for x in y]
1.5and 2jor 3
0b1in x
