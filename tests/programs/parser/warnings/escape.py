x = 1
y = "\d" '\w\z'
