x = [kf"a"]
