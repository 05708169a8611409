x = f"{a + 1if b else c}" "\d"
