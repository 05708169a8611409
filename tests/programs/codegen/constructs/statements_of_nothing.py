pass
1
"text"
...
name
global other
