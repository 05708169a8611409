# Threads, locks, and what is said of wrong arguments.
import _thread

finished = _thread.allocate_lock()
finished.acquire()
lock = _thread.allocate_lock()
counts = [0, 0]


def work():
    for i in range(5000):
        with lock:
            counts[0] += 1
    with lock:
        counts[1] += 1
        if counts[1] == 4:
            finished.release()


for k in range(4):
    _thread.start_new_thread(work, ())
finished.acquire()
print(counts, lock.locked())

local = _thread._local()
local.x = 1


def look():
    print(hasattr(local, "x"))
    local.x = 2
    print(local.x, local.__dict__)
    finished.release()


_thread.start_new_thread(look, ())
finished.acquire()
print(local.x, local.__dict__)


class Own(_thread._local):
    kind = "class"

    def __init__(self, a, *, b):
        print("init", a, b)
        self.a = a


own = Own(3, b=4)
own.a = 5


def look_again():
    print(own.a, own.kind, own.__dict__)
    finished.release()


_thread.start_new_thread(look_again, ())
finished.acquire()
print(own.a)
del own.a
try:
    own.a
except AttributeError as error:
    print(error)

recursive = _thread.RLock()
with recursive:
    with recursive:
        print(recursive._recursion_count(), recursive._is_owned())
    saved = recursive._release_save()
    print(saved[0], saved[1] == _thread.get_ident(), recursive._is_owned())
    recursive._acquire_restore(saved)
print(recursive._recursion_count(), repr(recursive)[:45])


def ends():
    try:
        _thread.exit()
    finally:
        finished.release()


_thread.start_new_thread(ends, ())
finished.acquire()
print(lock.acquire(), lock.acquire(False), lock.acquire(True, 0.01), lock.acquire(timeout=0))
lock.release()
sentinel = []


def with_sentinel():
    sentinel.append(_thread._set_sentinel())
    sentinel[0].acquire()
    finished.release()


_thread.start_new_thread(with_sentinel, ())
finished.acquire()
print(sentinel[0].acquire(), type(sentinel[0]) is _thread.LockType)
print(_thread.TIMEOUT_MAX, _thread.error is RuntimeError, _thread.stack_size(65536))
print(_thread.stack_size(), _thread.stack_size())


def attempt(*calls):
    for call in calls:
        try:
            print(call())
        except Exception as error:
            print(type(error).__name__, error)


new = _thread.allocate_lock
attempt(
    lambda: delattr(local, "y"),
    lambda: local.y,
    lambda: setattr(local, "__dict__", 1),
    lambda: delattr(local, "__dict__"),
    lambda: _thread._local(1),
    lambda: _thread.LockType(),
    lambda: new().acquire(1, 2, 3),
    lambda: new().acquire("a"),
    lambda: new().acquire(True, "a"),
    lambda: new().acquire(True, float("nan")),
    lambda: new().acquire(True, 1e300),
    lambda: new().acquire(True, 10**30),
    lambda: new().acquire(True, -2),
    lambda: new().acquire(True, 9223372036.9),
    lambda: new().acquire(True, 9223372036),
    lambda: new().acquire(False, 2),
    lambda: new().acquire(timeout=None),
    lambda: new().acquire(bad=None),
    lambda: new().acquire(10**20),
    lambda: new().release(),
    lambda: _thread.RLock().release(),
    lambda: _thread.RLock()._release_save(),
    lambda: _thread.RLock()._acquire_restore(),
    lambda: _thread.RLock()._acquire_restore(1),
    lambda: _thread.RLock()._acquire_restore((1,)),
    lambda: _thread.RLock()._acquire_restore((1, "a")),
    lambda: _thread.stack_size(-1),
    lambda: _thread.stack_size(100),
    lambda: _thread.stack_size("a"),
    lambda: _thread.start_new_thread(1),
    lambda: _thread.start_new_thread(1, 2),
    lambda: _thread.start_new_thread(len, 2),
    lambda: _thread.start_new_thread(len, (), None),
    lambda: _thread.start_new_thread(len, (), {}, 1),
    lambda: _thread.interrupt_main(0),
    lambda: _thread.interrupt_main("a"),
    lambda: _thread.interrupt_main(1, 2),
)
