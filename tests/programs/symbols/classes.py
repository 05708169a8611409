x = 1
def f(x):
    class C(x):
        x = x
        __private = 1
        def __method(self, __parameter):
            super().__init__()
            return x, __class__, self.__private, __parameter, __free
        class __Inner:
            __name = __method
    return C
