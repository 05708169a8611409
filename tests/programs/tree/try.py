try:
    a
except:
    b
try:
    a
except E:
    b
except (F, G) as e:
    c
else:
    d
finally:
    e
try:
    try:
        a
    except* E as e:
        try: b
        except F: c
    except* (G, H):
        d
finally:
    e
