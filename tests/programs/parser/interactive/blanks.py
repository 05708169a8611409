   

x
