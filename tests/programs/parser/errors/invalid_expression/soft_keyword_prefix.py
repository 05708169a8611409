x = [mat b]
