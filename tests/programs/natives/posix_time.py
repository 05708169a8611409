# Files, processes and time, by the system's own calls.
import _stat
import errno
import posix
import time

D = f"/tmp/posix-time-{posix.getpid()}"


def attempt(function, *arguments, **names):
    try:
        return function(*arguments, **names)
    except BaseException as error:
        return f"{type(error).__name__}: {error}".replace(D, "D")


posix.mkdir(D)
fd = posix.open(D + "/a", posix.O_RDWR | posix.O_CREAT, 0o644)
print(posix.write(fd, b"hello world"), posix.lseek(fd, 0, 0), posix.read(fd, 5), posix.pread(fd, 5, 6), posix.pwrite(fd, b"HE", 0))
rooms = [bytearray(3), bytearray(4)]
posix.lseek(fd, 0, 0)
print(posix.readv(fd, rooms), rooms, posix.writev(fd, [b"x", b"yz"]), attempt(posix.readv, fd, 5), attempt(posix.read, fd, -1))
status = posix.fstat(fd)
print(status.st_size, status[6], _stat.filemode(status.st_mode), type(status).__name__, len(status), isinstance(status[7], int))
posix.close(fd)
print(attempt(posix.close, fd))
print(attempt(posix.stat, "/nonexistent"), attempt(posix.stat, b"/nonexistent"), attempt(posix.stat, 1.5))
print(attempt(posix.stat, "a\0b"), attempt(posix.stat, None), attempt(posix.stat, 2**40), attempt(posix.lstat, 3))
print(attempt(posix.open, "/nonexistent/x", 0), attempt(posix.open, 5, 0))
posix.symlink("a", D + "/l")
print(posix.readlink(D + "/l"), posix.readlink(D.encode() + b"/l"), _stat.S_ISLNK(posix.lstat(D + "/l").st_mode))
posix.link(D + "/a", D + "/b")
print(posix.stat(D + "/a").st_nlink, attempt(posix.rename, D + "/zz", D + "/yy"))
print(sorted(posix.listdir(D)), sorted(posix.listdir(D.encode())))
for entry in sorted(posix.scandir(D), key=lambda entry: entry.name):
    print(repr(entry), entry.path.replace(D, "D"), entry.is_file(), entry.is_dir(), entry.is_symlink(), entry.stat().st_size, entry.is_file(follow_symlinks=False))
with posix.scandir(D) as entries:
    print(next(entries).name in "abl")
print(attempt(posix.scandir, "/nonexistent"), attempt(posix.listdir, D + "/a"), attempt(posix.DirEntry))
posix.utime(D + "/a", (1, 2.5))
status = posix.stat(D + "/a")
print(status.st_atime, status.st_mtime, status.st_mtime_ns, status[7:9])
posix.utime(D + "/a", ns=(10**9 + 5, 2 * 10**9 + 7))
status = posix.stat(D + "/a")
print(status.st_atime_ns, status.st_mtime_ns, attempt(posix.utime, D + "/a", (1, 2), ns=(1, 2)), attempt(posix.utime, D + "/a", 5))
posix.chmod(D + "/a", 0o600)
print(oct(posix.stat(D + "/a").st_mode), posix.access(D + "/a", posix.R_OK), posix.access(D + "/q", posix.F_OK))
posix.truncate(D + "/a", 3)
print(posix.stat(D + "/a").st_size)
reads, writes = posix.pipe()
print(posix.write(writes, b"abc"), posix.read(reads, 10), posix.get_inheritable(reads), posix.get_blocking(reads))
posix.set_blocking(reads, False)
print(attempt(posix.read, reads, 1), posix.dup2(reads, 50), posix.get_inheritable(50))
child = posix.fork()
if child == 0:
    posix.write(writes, b"child")
    posix._exit(7)
ended, status = posix.waitpid(child, 0)
print(ended == child, status, posix.WIFEXITED(status), posix.WEXITSTATUS(status), posix.waitstatus_to_exitcode(status), posix.read(reads, 10))
child = posix.fork()
if child == 0:
    posix.execv("/bin/sh", ["sh", "-c", "exit 3"])
print(posix.waitstatus_to_exitcode(posix.waitpid(child, 0)[1]))
actions = [(posix.POSIX_SPAWN_DUP2, writes, 1)]
child = posix.posix_spawn("/bin/sh", ["sh", "-c", "echo spawned $A; exit 4"], {"A": "1"}, file_actions=actions)
print(posix.waitstatus_to_exitcode(posix.waitpid(child, 0)[1]), posix.read(reads, 20))
print(attempt(posix.posix_spawn, "/nonexistent", ["x"], {}), attempt(posix.execv, "/bin/sh", []), attempt(posix.execv, "/bin/sh", 5))
print(attempt(posix.execve, "/bin/sh", ["a"], 5), attempt(posix.waitpid, -1, 0), attempt(posix.kill, 2**22 + 5, 0))
print(posix.fspath("x"), attempt(posix.fspath, 5), posix.strerror(2))
for path in ["/a/./b//../c/", "//x", "///x", "", ".", "../a/..", "a/../..", "/.."]:
    print(repr(path), repr(posix._path_normpath(path)))
print(len(posix.urandom(16)), attempt(posix.urandom, -1), attempt(posix.urandom, "x"), attempt(posix.sysconf, "x"), attempt(posix.sysconf, 1.5))
print(repr(posix.terminal_size((80, 24))), posix.sched_param(5), attempt(posix.sched_param), attempt(posix.terminal_size, (1,)))
print(posix.stat_result(range(10)), posix.stat_result(range(10)).st_atime, posix.stat_result(tuple(range(13))).st_atime)
print(posix.major(posix.makedev(3, 5)), posix.minor(posix.makedev(3, 5)), attempt(posix.dup, -1), attempt(posix.ttyname, reads))
posix.putenv("IO_X", "1")
print(posix.system("test $IO_X = 1"), attempt(posix.putenv, "a=b", "c"), attempt(posix.putenv, "a"))
posix.rename(D + "/b", D + "/c")
posix.replace(D + "/c", D + "/b")
posix.mkdir(D + "/s")
print(attempt(posix.rmdir, D))
posix.rmdir(D + "/s")
directory = posix.open(D, posix.O_RDONLY)
print(posix.stat("a", dir_fd=directory).st_size, sorted(posix.listdir(directory)), attempt(posix.stat, directory, dir_fd=directory))
print(attempt(posix.stat, directory, follow_symlinks=False), attempt(posix.stat, "a", dir_fd="x"))


class Path:
    def __fspath__(self):
        return D + "/a"


def hook():
    print("hook")


print(posix.stat(Path()).st_size)
posix.register_at_fork(before=hook, after_in_parent=hook)
child = posix.fork()
if child == 0:
    posix._exit(0)
posix.waitpid(child, 0)
print(attempt(posix.register_at_fork), attempt(posix.register_at_fork, before=5))
for name in posix.listdir(D):
    posix.unlink(D + "/" + name)
posix.rmdir(D)

start = time.gmtime(0)
print(start, time.asctime(start), time.strftime("%Y-%m-%d %H:%M:%S %j %A", start), start.tm_zone, start.tm_gmtoff)
print(time.gmtime(1e9)[:6], time.gmtime(-1.5)[:6], type(time.time()), time.monotonic() <= time.monotonic(), time.sleep(0.001))
print(attempt(time.gmtime, "x"), attempt(time.gmtime, 1e30), attempt(time.gmtime, float("nan")), attempt(time.mktime, 5))
print(attempt(time.strftime, "%Y", (1, 2)), attempt(time.asctime, (2000, 13, 1, 0, 0, 0, 0, 0, 0)), attempt(time.sleep, -1), attempt(time.sleep, "x"))
print(attempt(time.clock_gettime, 999), attempt(time.clock_gettime), time.clock_getres(1) > 0, repr(time.strftime("")), time.strftime("\u20ac%%", start))
print(time.asctime((2000, 0, 0, 0, 0, 61, 0, 0, 0)), attempt(time.strftime, "%Y\0", start))
print(errno.errorcode[2], errno.ENOENT, errno.errorcode[11], errno.errorcode[95], len(errno.errorcode))
