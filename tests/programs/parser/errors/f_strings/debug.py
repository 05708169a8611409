f"{a b=}"
