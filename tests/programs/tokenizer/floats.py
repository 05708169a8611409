# Floats and imaginary numbers.
1. .5 1.5 1e3 1E+3 1e-3 1_0.0_1e1_0
1j 1.5J 1e3j 00j 09.5 08e1
