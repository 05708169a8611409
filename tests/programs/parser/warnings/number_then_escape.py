x = 1if "\d" else 2
