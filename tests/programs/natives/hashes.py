# The hash functions that need no library: states, their copies, and what isn't bytes.
import _md5
import _sha1
import _sha256
import _sha512

for module in (_md5, _sha1, _sha256, _sha512):
    print(module.__name__, [name for name in dir(module) if not name.startswith("__")])
    for name in dir(module):
        function = getattr(module, name)
        if name.startswith("__") or isinstance(function, type):
            continue
        state = function(b"a snake ")
        other = state.copy()
        state.update(bytearray(b"of glass"))
        print(name, state.hexdigest(), other.digest()[:4], state.block_size, state.digest_size)
        print(state.name, function.__text_signature__, type(state).__module__, type(state).__name__)
        print(function(b"x" * 1000, usedforsecurity=False).hexdigest()[:16], function().hexdigest()[:16])
        for wrong in (
            lambda: function("text"),
            lambda: function(1),
            lambda: function(b"", b""),
            lambda: state.update("text"),
            lambda: state.update(None),
            lambda: state.update(),
            lambda: type(state)(),
        ):
            try:
                print(wrong())
            except TypeError as error:
                print("TypeError:", error)
