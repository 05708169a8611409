try:
    a
finally:
    b


def function(items):
    for item in items:
        try:
            if item:
                return item
            if not item:
                continue
            break
        except A as error:
            return error
        finally:
            clean()
    try:
        return 1
    finally:
        return 2
