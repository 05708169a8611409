match "\d":
    case "\q": pass
    case -1if x: pass
