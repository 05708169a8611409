x = 1  # type: int
x = y = []  # type: list[int]
def f(a):  # type: (int) -> str
    pass
def g(a,  # type: int
      b=1,  # type: str
      ):
    # type: (...) -> None
    pass
for i in a:  # type: int
    pass
with a as b:  # type: c
    pass
async def h():
    async for i in a:  # type: int
        pass
    async with a as b:  # type: c
        pass
y = 1  # type: ignore
z = 1  # type: ignore[code]
def i():  # type: ignore
    pass
