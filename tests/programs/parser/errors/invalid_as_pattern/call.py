match a:
    case b as c(): pass
