"""A string over
three lines, with "quotes" and ""two"" of them
and one \""" that does not end it."""
x = '''one line''' + b"""
bytes"""
