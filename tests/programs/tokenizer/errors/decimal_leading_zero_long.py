mode = 00_012
