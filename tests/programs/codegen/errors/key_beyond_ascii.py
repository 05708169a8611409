match x:
    case {'ä\n': a, 'ä\n': b}:
        a
