x = r"\d" R'\q' rb"\w" rf"\{a}"
