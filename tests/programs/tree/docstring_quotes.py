'''She said "Yes"'''
x
