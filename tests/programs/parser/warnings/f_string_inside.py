x = (
    f"{a}"
    f"""
    {1if b else 2} {3or 4}"""
    "\d")
