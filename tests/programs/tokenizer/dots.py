# One dot, three dots, and a number that begins with one.
a.b . c...d....e
.1.real 1..real 1.0.real
