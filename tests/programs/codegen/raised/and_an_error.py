pass
x is 1
break
