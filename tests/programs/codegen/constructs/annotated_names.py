plain: int
given: str = "text"
(parenthesised): float = 1.0
object.attribute: int
object.attribute: int = 1
items[0]: int
items[first:second, third]: int


def function():
    local: undefined
    local.attribute: undefined
