def f() -> :
