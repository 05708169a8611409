del name
del object.attribute, items[0], items[1:2]
del (first, [second, third])
