"""What CPython says of locks, the switch interval, stack sizes, calls left for the main thread
and exceptions sent to a thread; `tests/tests/gil.rs` does the same with the crate.

Each line of a recording is a step and what came of it.
"""

import _thread
import ctypes
import os
import signal
import sys
import threading


def record(recorder):
    recorder.write("locks", "arguments and errors of _thread.lock and _thread.RLock", locks())
    recorder.write("settings", "sys.setswitchinterval, _thread.stack_size", settings())
    recorder.write("pending", "Py_AddPendingCall by ctypes: room, order, thread", pending())
    recorder.write("sent", "PyThreadState_SetAsyncExc by ctypes", sent())
    recorder.write("forked", "threads of the child of a fork", forked())


def outcome(function, *arguments):
    try:
        return repr(function(*arguments))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def lines(steps):
    return "".join(f"{step}: {result}\n" for step, result in steps)


def locks():
    said = []
    lock = _thread.allocate_lock()
    said.append(("release", outcome(lock.release)))
    said.append(("acquire True -1", outcome(lock.acquire, True, -1)))
    # The lock is held whenever the next arguments are tried.
    for blocking in (True, False):
        for timeout in (-2, -1, -0.5, 0, 0.001):
            if (blocking, timeout) != (True, -1):
                step = f"acquire {blocking} {timeout}"
                said.append((step, outcome(lock.acquire, blocking, timeout)))
    said.append(("locked", outcome(lock.locked)))
    said.append(("release", outcome(lock.release)))
    recursive = _thread.RLock()
    said.append(("recursive release", outcome(recursive.release)))
    said.append(("recursive _release_save", outcome(recursive._release_save)))
    for _ in range(3):
        said.append(("recursive acquire", outcome(recursive.acquire)))
    count, owner = recursive._release_save()
    said.append(("recursive _release_save", f"{count} {owner == _thread.get_ident()}"))
    said.append(("recursive _is_owned", outcome(recursive._is_owned)))
    recursive._acquire_restore((count, owner))
    for _ in range(4):
        said.append(("recursive release", outcome(recursive.release)))
    return lines(said)


def settings():
    said = [("switch interval", outcome(sys.getswitchinterval))]
    before = sys.getswitchinterval()
    for interval in (0.5, 0.0, -1.0, 1e-6, 2.5e-6, 1e-7, 0.1, 1e13, 1e30):
        said.append((f"set {interval!r}", outcome(sys.setswitchinterval, interval)))
        said.append(("get", outcome(sys.getswitchinterval)))
    sys.setswitchinterval(before)
    for size in (0, -1, 1, 32767, 32768, 1048576, 0, 0):
        said.append((f"stack_size {size}", outcome(_thread.stack_size, size)))
    return lines(said)


def pending():
    notes = []
    # PYFUNCTYPE: the caller has the GIL.
    function = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
    main = _thread.get_ident()

    def call(number):
        notes.append(f"{number} {'main' if _thread.get_ident() == main else 'other'}")
        return 0

    calls = [function(lambda _, number=number: call(number)) for number in range(40)]
    results = []

    def add():
        for each in calls:
            results.append(ctypes.pythonapi.Py_AddPendingCall(each, None))

    # The main thread does nothing until all are in the queue.
    thread = threading.Thread(target=add)
    thread.start()
    thread.join()
    for _ in range(100):
        pass
    said = [("taken", results.count(0)), ("refused", results.count(-1))]
    return lines(said + [("ran", note) for note in notes])


def sent():
    said = []
    send = ctypes.pythonapi.PyThreadState_SetAsyncExc
    send.argtypes = ctypes.c_ulong, ctypes.py_object

    class Stop(Exception):
        pass

    running, ended = threading.Event(), []

    def run():
        try:
            running.set()
            while True:
                pass
        except Stop:
            ended.append("Stop")

    thread = threading.Thread(target=run)
    thread.start()
    running.wait()
    said.append(("known", send(thread.ident, Stop)))
    thread.join()
    said.append(("raised", *ended))
    said.append(("unknown", send(1, Stop)))
    return lines(said)


def forked():
    barrier = threading.Barrier(4)
    done = threading.Event()

    def run():
        barrier.wait()
        done.wait()

    for _ in range(3):
        threading.Thread(target=run, daemon=True).start()
    barrier.wait()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        ident = threading.main_thread().ident == _thread.get_ident()
        native = _thread.get_native_id() == os.getpid()
        # A signal is the main thread's to handle.
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        states = len(sys._current_frames())
        os.write(writer, f"{states} {_thread._count()} {ident} {native}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    said = os.read(reader, 100).decode()
    done.set()
    return lines([("states, count, main, native", said)])
