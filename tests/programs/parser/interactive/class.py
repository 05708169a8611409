class C:
    def f(self):
        if x:
            return

    y = 1

