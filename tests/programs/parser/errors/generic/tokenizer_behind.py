a b
c = 0777
