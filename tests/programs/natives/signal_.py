# Signals: which function handles which.
import _signal
import _thread


class Hit(Exception):
    pass


def show(number, frame):
    print("signal", number, frame.f_code.co_name)


def hit(number, frame):
    raise Hit(number)


print(_signal.getsignal(_signal.SIGINT) is _signal.default_int_handler)
print(_signal.signal(_signal.SIGUSR1, show), _signal.getsignal(_signal.SIGUSR1) is show)


def inside():
    _signal.raise_signal(_signal.SIGUSR1)


inside()
try:
    _signal.raise_signal(_signal.SIGINT)
except KeyboardInterrupt as error:
    print(repr(error))
print(_signal.signal(_signal.SIGALRM, show))
print(_signal.setitimer(_signal.ITIMER_REAL, 0.02))
_signal.pause()
print(_signal.getitimer(_signal.ITIMER_REAL))
_signal.signal(_signal.SIGALRM, hit)
_signal.setitimer(_signal.ITIMER_REAL, 0.02)
try:
    while True:
        for i in range(3):
            pass
except Hit as error:
    print("in a loop", error)
lock = _thread.allocate_lock()
lock.acquire()
_signal.setitimer(_signal.ITIMER_REAL, 0.02)
try:
    lock.acquire()
except Hit as error:
    print("in a lock", error)
_signal.signal(_signal.SIGUSR2, hit)
try:
    _thread.interrupt_main(_signal.SIGUSR2)
    for i in range(10):
        pass
except Hit as error:
    print("interrupted", error)
_thread.interrupt_main(_signal.SIGTERM)
print(_signal.pthread_sigmask(_signal.SIG_BLOCK, [_signal.SIGUSR1]))
_signal.raise_signal(_signal.SIGUSR1)
print(_signal.sigpending())
print(_signal.sigwait([_signal.SIGUSR1]), _signal.sigpending())
_signal.raise_signal(_signal.SIGUSR1)
print(_signal.pthread_sigmask(_signal.SIG_UNBLOCK, {_signal.SIGUSR1}))
_signal.pthread_kill(_thread.get_ident(), _signal.SIGUSR1)
print(_signal.siginterrupt(_signal.SIGUSR1, True), _signal.alarm(0))
print(_signal.strsignal(_signal.SIGINT), _signal.strsignal(63), len(_signal.valid_signals()))
print(_signal.ItimerError, _signal.ItimerError.__mro__[1], _signal.NSIG)
print(_signal.set_wakeup_fd(-1), _signal.set_wakeup_fd(-1, warn_on_full_buffer=False))
print(_signal.signal(_signal.SIGUSR1, _signal.SIG_IGN) is show)
_signal.raise_signal(_signal.SIGUSR1)
print(_signal.signal(_signal.SIGUSR1, _signal.SIG_DFL))


def attempt(*calls):
    for call in calls:
        try:
            print(call())
        except Exception as error:
            print(type(error).__name__, error)


def elsewhere():
    attempt(
        lambda: _signal.signal(_signal.SIGUSR1, show),
        lambda: _signal.set_wakeup_fd(-1),
    )
    lock.release()


_thread.start_new_thread(elsewhere, ())
lock.acquire()
attempt(
    lambda: _signal.signal(0, show),
    lambda: _signal.signal(65, show),
    lambda: _signal.signal(9, show),
    lambda: _signal.signal(10, 3),
    lambda: _signal.signal("a", show),
    lambda: _signal.signal(10),
    lambda: _signal.getsignal(0),
    lambda: _signal.strsignal(99),
    lambda: _signal.siginterrupt(0, 1),
    lambda: _signal.set_wakeup_fd("a"),
    lambda: _signal.set_wakeup_fd(1, 2),
    lambda: _signal.set_wakeup_fd(999),
    lambda: _signal.setitimer(99, 1),
    lambda: _signal.setitimer(0, "a"),
    lambda: _signal.setitimer(0, 1, -1),
    lambda: _signal.getitimer(99),
    lambda: _signal.pthread_sigmask(99, []),
    lambda: _signal.pthread_sigmask(0, [0]),
    lambda: _signal.pthread_sigmask(0, [99]),
    lambda: _signal.pthread_sigmask(0, 1),
    lambda: _signal.pthread_kill("a", 1),
    lambda: _signal.raise_signal(99),
    lambda: _signal.pidfd_send_signal(-1, 1),
    lambda: _signal.pidfd_send_signal(-1, 1, 1),
)
