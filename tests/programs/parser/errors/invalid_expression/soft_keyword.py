x = [match b]
