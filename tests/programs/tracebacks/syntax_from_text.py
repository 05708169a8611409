def attempt(text):
    try:
        compile(text, "text.py", "exec")
    except SyntaxError as error:
        return error


raise ExceptionGroup("syntax", [attempt(text) for text in [
    "x = (1,\n     2", "f(a for a in b, c)", "if x:\npass", "  x", "'abc", "a = 1 2 3", "return 1", "x = 'ü' 1",
    "def f(:\n    pass",
]])
