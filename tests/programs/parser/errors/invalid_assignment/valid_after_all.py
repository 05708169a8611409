a, b = c = 
