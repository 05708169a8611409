match = case = 1
match[case]
