f'{a:{b}}' 'and' f'{c:d}'
f'{a:{b!s}}' 'and' f''
f'{a:x{b}y{c}z}' f'{d:e}'
u'u' f'{a:x{b}y}' 'tail'
'lead' f'{a:x{b}y}' u'tail'
(f'{a:{b}}'
 f'{c:d{e}f}'
 'tail')
