# Every prefix, in any case and, where there are two letters, in any order.
r'\n' R'\n' b'\n' B'\n' u'\n' U'\n' f'{x}' F'{x}'
br'\n' bR'\n' Br'\n' BR'\n' rb'\n' rB'\n' Rb'\n' RB'\n'
fr'{x}' fR'{x}' Fr'{x}' FR'{x}' rf'{x}' rF'{x}' Rf'{x}' RF'{x}'
ur bu'' fb''
