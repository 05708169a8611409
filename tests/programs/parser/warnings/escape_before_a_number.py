x = "\d" 1if y else 2
