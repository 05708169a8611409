while x:
    try:
        a
    except* B:
        continue
