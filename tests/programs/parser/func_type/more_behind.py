(int) -> int
(str) -> str
