match a:
    case b if c
        pass
