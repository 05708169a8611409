class _Class:
    __name = 1

    def method(self, __argument, *, __keyword=1):
        self.__name = __argument
        import __module
        from package import __member as __other
        del self.__name
        return f(__keyword=__keyword)

    __annotated: int = 2
