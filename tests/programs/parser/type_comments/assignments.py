x = []  # type: List[int]
a = b = c = 0 # type:int
a, b = 1, 2  #  type:   Tuple[int, int]  
x = [  # type: not here
    1,
]  # type: List[int]
x = 1  # Type: int
x = 1  # type : int
x = 1  #type: int # and more
x = 1; y = 2  # type: int
