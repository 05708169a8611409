for a in b:
    class C: x
    def f(): 
pass
