match x:
    case y:
        a
    case 1:
        b
