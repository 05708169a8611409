(int, *str, **dict[str, int]) -> None
