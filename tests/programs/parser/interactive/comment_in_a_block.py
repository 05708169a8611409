while x:
# nothing
    y
# more

