answer = 6 * 7
print(answer)
del answer


def local(parameter):
    variable = parameter
    del variable
    return parameter


def of_module():
    global counter
    counter = 1
    del counter
    return missing
