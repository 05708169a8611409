match a, *b
    case c: pass
