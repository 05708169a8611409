lambda a, / *b: a
