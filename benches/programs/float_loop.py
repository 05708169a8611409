"""A point that falls towards another: floats in local variables."""


def work(steps):
    x, y, vx, vy = 1.0, 0.0, 0.0, 0.7
    step = 0.001
    for _ in range(steps):
        squared = x * x + y * y
        pull = -1.0 / (squared * squared**0.5)
        vx += pull * x * step
        vy += pull * y * step
        x += vx * step
        y += vy * step
    return x, y


print(work(1_000_000))
