# Import statements, of a module that is always there.
import sys
import sys as system
from sys import maxsize, version_info as version
print(sys is system, maxsize == sys.maxsize, version[:2])


def inside():
    import sys
    return sys.byteorder


print(inside())
for code in ["import no_such_module", "from sys import no_such_name", "import sys.no_such",
             "from . import x"]:
    try:
        exec(code, {"__name__": "__main__"})
    except ImportError as error:
        print(type(error).__name__, error, error.name)
namespace = {}
exec("from sys import *", namespace)
print("maxsize" in namespace, "_getframe" in namespace)
print(__name__, type(sys).__name__, sys.modules["sys"] is sys)
