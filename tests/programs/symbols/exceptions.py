try:
    a
except b as c:
    d
else:
    e
finally:
    f
try:
    g
except* h as i:
    raise j from k
