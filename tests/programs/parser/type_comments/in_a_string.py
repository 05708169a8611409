x = "# type: int"
y = """
# type: int
"""  # type: str
