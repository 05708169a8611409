x = 0x1f  # a number
if x == 31:

    größe = f"{x}"
    print(größe, [
        x])
