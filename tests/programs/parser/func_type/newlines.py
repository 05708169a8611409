(int) -> int


