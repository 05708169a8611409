f'{a}'
f'a{b}c{d}e'
f'{a!r} {b!s:>10} {c!a:{width}.{precision}}'
f'{a=} {b = !r:^20} {c =:x}'
f'{{}} {{{a}}} }}{{'
f"{a['key']}"
f'{a["key"]} it\'s'
f"""{a["key"]} {b['other']}"""
f'{a + b:{c}{d}}'
f'{ {1: 2}[1] }'
f'{ {1, 2} }'
f'{(lambda x: x)(1)}'
f'{(yield)}'
f'{(x := 1)}'
f'{a if b else c}'
f'{a, b}'
f'{*a, b}'
f'\n{a}\t'
f'line {a}' 'plain' f'{b}'
'plain' f'{a}' "it's"
f'{f"{a}"}'
f'''{f"{f'{a}'}"}'''
f"{'a' 'b'}"
f'{b"bytes"}'
f'{"é"}'
f''
f'no fields'
f'{a}' f'{b}' ''
f'{a:}'
f'{a!r:}'
f'{a:%H:%M}'
rf'\d{a}\n'
fr"{a}\\"
f'{3.4:10}'
f'{1e400}'
f"it's \"{a}\""
f"""'{a}' "{b}" """
f"{a}'''" f'{b}"""'
x = f'{a}"' "'"
f'''
{a}
'''
f'{a["b"]}\'\'\'"""'
f'\'"{a["b"] + "c"}'
