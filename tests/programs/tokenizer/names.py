# A name is a letter or an underscore, then letters, digits and underscores.
snake = 1
_ = __init__ = snake2 = Snake
x9 = r = b = f = u = rb = snake
