(int, str) -> List[int]
