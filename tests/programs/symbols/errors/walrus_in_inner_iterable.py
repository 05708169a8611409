[x for a in b for x in [c := 1]]
