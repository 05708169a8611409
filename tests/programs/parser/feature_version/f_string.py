x = "a" f"{b}"
