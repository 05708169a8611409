# Integers: an underscore may stand between digits and behind the prefix.
0 00 0_0 7 1_000_000
0xff 0XFF 0x_f_f
0o17 0O17 0o_7
0b101 0B101 0b_1
