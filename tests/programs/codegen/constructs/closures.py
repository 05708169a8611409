def make_counter(start):
    count = start

    def step(by=1):
        nonlocal count
        count += by
        return count

    def reset():
        nonlocal count
        del count
        count = start

    return step, reset
