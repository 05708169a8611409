(int)
