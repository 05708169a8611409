"""The study's programs as CPython runs them; prints `name seconds` for each.

Of several runs the best counts, as beside it in Rust.
"""

import sys
import threading
import time

LOOPS = 4_000_000


def compute(count):
    while count:
        count -= 1


def run_threads(targets):
    threads = [threading.Thread(target=target, args=args) for target, *args in targets]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def best(function, *args, runs=3):
    return min(function(*args) for _ in range(runs))


def sequential():
    return run_threads([(compute, LOOPS)]) + run_threads([(compute, LOOPS)])


def convoy(computing, interval):
    """Seconds for an answer that is there after a millisecond, while threads compute."""
    sys.setswitchinterval(interval)
    stop = False

    def work():
        while not stop:
            pass

    workers = [threading.Thread(target=work) for _ in range(computing)]
    for worker in workers:
        worker.start()
    start = time.perf_counter()
    answers = 0
    while time.perf_counter() - start < 0.7:
        time.sleep(0.001)
        answers += 1
    took = (time.perf_counter() - start) / answers
    stop = True
    for worker in workers:
        worker.join()
    sys.setswitchinterval(0.005)
    return took


if __name__ == "__main__":
    print("sequential", best(sequential))
    print("threads", best(run_threads, [(compute, LOOPS)] * 2))
    print("sleepers", best(run_threads, [(time.sleep, 0.2)] * 5, runs=1))
    for computing in (0, 1, 2, 4):
        print(f"convoy-{computing}", convoy(computing, 0.005))
    print("convoy-1-short", convoy(1, 0.0005))
