x = 'plain'
x = "it's"
x = 'say "x"'
x = "both ' and \""
x = 'back\\slash'
x = 'line\nbreak\ttab\rreturn\0nul\x7f'
x = 'é ñ 名 🐍 \xa0 \u2028 \ud800 \U000e0001'
x = u'unicode'
x = r'raw\d'
x = 'joined' "of" '''three'''
x = b'bytes'
x = b"it's" b'\x00\xff\n'
x = b'"'
x = b'\'"'
x = '''two
lines'''
u'an expression'
"a docstring's place, but not the first"
