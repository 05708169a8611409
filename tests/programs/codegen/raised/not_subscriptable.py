pass
1[0]
None[0]
...[0]
1.5[0]
1j[0]
{1}[0]
{x for x in y}[0]
(x for x in y)[0]
(lambda: 1)[0]
True[0]
'a'[0]
[1][0]
1[0] = 2
