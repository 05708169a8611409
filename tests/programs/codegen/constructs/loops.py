for item in items:
    if item:
        continue
    if not item:
        break
    item
else:
    done

while condition:
    if condition:
        break
    continue
else:
    done


def search(items):
    for key, value in items:
        for each in value:
            if each:
                return key
