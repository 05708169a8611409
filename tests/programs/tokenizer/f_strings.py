# In 3.11 an f-string is one token; what is in its braces is the parser's.
f"{name!r:>{width}} and {{braces}}" f'{"nested"}'
f"""{
    value
}"""
