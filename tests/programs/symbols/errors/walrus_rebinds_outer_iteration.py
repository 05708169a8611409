[[(x := 0) for y in range(3)] for x in range(3)]
