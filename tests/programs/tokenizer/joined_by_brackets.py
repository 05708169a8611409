x = [1,  # In brackets a line break is white space,
2,
        # and so is indentation.
    {
'a': (3,
4)}
]
y = 5
