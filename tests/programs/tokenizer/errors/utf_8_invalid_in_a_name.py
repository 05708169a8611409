x = naïve
