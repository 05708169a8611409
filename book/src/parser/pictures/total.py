def total(prices, tax=0.19):
    return sum(prices) * (1 + tax)
