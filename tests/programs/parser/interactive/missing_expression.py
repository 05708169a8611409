lambda a:
