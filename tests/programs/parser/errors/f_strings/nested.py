f"{f'{a b}'}"
