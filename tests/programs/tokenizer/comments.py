# One on its own line.
x = 1  # One behind a statement.
if x:
        # Its indentation is of no consequence.
    y = "# not one"
# Nor is this one's.
    z = 2 # type: ignore
