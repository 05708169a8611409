b'no docstring'
