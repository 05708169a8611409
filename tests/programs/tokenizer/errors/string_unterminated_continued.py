x = 'one \
two
y = 3
