# Two threads import the same module, and two modules that import each other.
import _imp
import importlib._bootstrap as bootstrap
import os
import sys
import threading
import time

ROOT = f"/tmp/glass-threads-{os.getpid():08}"
sys.dont_write_bytecode = True
os.makedirs(ROOT)


def write(name, text):
    with open(os.path.join(ROOT, name), "w") as file:
        file.write(text)


write("slow.py", "import time\ntime.sleep(0.2)\nprint('slow runs')\nvalue = 1\n")
write("left.py", "import time\ntime.sleep(0.1)\nimport right\nvalue = 'left'\n")
write("right.py", "import time\ntime.sleep(0.1)\nimport left\nvalue = 'right'\n")
sys.path.insert(0, ROOT)


def together(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    print([thread.is_alive() for thread in threads])


seen = []


def first():
    import slow
    seen.append(slow.value)


def left():
    import left
    seen.append(left.value)


def right():
    import right
    seen.append(right.value)


try:
    together(first, first, first)
    print(seen)
    seen.clear()
    together(left, right)
    print(sorted(seen), sys.modules["left"].right.value, sys.modules["right"].left.value)
    print(_imp.lock_held(), dict(bootstrap._module_locks), bootstrap._blocking_on)

    lock = bootstrap._ModuleLock("name")
    print(lock.acquire(), lock.acquire(), lock.count)
    lock.release()
    lock.release()
    try:
        lock.release()
    except RuntimeError as error:
        print(error)
    one, two = bootstrap._ModuleLock("one"), bootstrap._ModuleLock("two")
    ready = threading.Barrier(2)
    found = []

    def take(mine, other):
        mine.acquire()
        ready.wait()
        try:
            other.acquire()
            other.release()
            found.append("taken")
        except bootstrap._DeadlockError as error:
            found.append(str(error).split(" at ")[0].replace("'one'", "NAME").replace("'two'", "NAME"))
        mine.release()

    together(lambda: take(one, two), lambda: take(two, one))
    print(sorted(found))
finally:
    for name in os.listdir(ROOT):
        os.unlink(os.path.join(ROOT, name))
    os.rmdir(ROOT)
