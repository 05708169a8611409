class C:
    def f(self):
        break
