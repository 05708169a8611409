def f(rows):
    lists = [[cell for cell in row if cell] for row in rows]
    sets = {x for x in rows}
    dicts = {key: value for key, value in rows}
    return (last := x for x in rows), [total := total + x for x in rows]
