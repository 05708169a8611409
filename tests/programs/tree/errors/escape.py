x = '\N{no such}'
