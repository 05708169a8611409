x is 1
x is not "a"
1 is x
x is y is 2
x is None
x is ()
x is (1, 2)
