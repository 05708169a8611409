(...) -> None
