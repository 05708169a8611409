'\ttab, \\ and \x00, \n new, \r'
