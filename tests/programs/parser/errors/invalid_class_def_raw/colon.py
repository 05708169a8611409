class A(B, k=1)
    pass
