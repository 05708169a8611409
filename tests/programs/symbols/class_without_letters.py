class __:
    __x = __y
