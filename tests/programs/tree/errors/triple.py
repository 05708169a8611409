x = '''abc
d
