x = "a\\
b"
