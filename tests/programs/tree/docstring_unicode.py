u'a docstring'
