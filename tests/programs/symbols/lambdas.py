f = lambda x, *args, y=z, **kwargs: lambda: (x, w)
