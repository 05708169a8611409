if x: y

