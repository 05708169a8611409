"""Records what CPython's cycle collector does with the graphs of `programs/cycle_gc`.

A program there is a list of cases. A case is a title, `== title`, and steps, which the
`do_` methods of `Case` explain. In the recording each step is followed by what happened,
in lines that start with `-> `. Each case runs in a process of its own.

`python3.11 tests/reference/cycle_gc.py` prints `programs/cycle_gc/random.steps`.
"""

import gc
import os
import random
import sys
import weakref

from _testcapi import with_tp_del, without_gc

from recording import PROGRAMS


def record(recorder):
    for path in sorted((PROGRAMS / "cycle_gc").glob("*.steps")):
        cases = path.read_text().split("== ")[1:]
        output = "".join(in_own_process(run_case, *case.split("\n", 1)) for case in cases)
        recorder.write(path.stem, f"the steps of {path.name}", output)


# CPython keeps slots in the order of their names.
ATTRIBUTES = [f"r{number:02}" for number in range(30)]


@without_gc  # A class makes containers, even of strings.
class Name(str):
    """Marks an object as one of the case's: kept in each, no container itself."""

    __slots__ = ()


class Kept(dict):
    """What the program holds by name. Being no exact dict it is tracked from the beginning,
    and frozen with all the rest before the first step: it is outside of every collection."""


class Case:
    """One case while it runs."""

    def __init__(self):
        self.kept = Kept()
        self.attributes = {}  # how many references an object has been given
        self.actions = {}  # what the finaliser of an object does
        self.calls = {}  # what a callback object does when called
        self.weak_names = {}  # by address; a weak reference takes no attributes
        self.addresses = {}  # the names of objects, as messages show them
        self.hoard = []  # what `allocate` keeps
        self.allocation = None  # how many it has made
        self.said = []

    def say(self, *words):
        self.said.append(" ".join(map(str, words)))

    def name_of(self, thing):
        """The name of one of the case's objects; None for any other."""
        if type(thing) is weakref.ref:
            return self.weak_names.get(id(thing))
        if type(thing) in (list, tuple):
            name = thing[0] if thing else None
        elif type(thing) is dict:
            name = thing.get("name")
        elif type(thing).__name__ == "Instance":
            name = thing.name
        else:
            name = thing if type(thing) is Leaf else None
        return str(name) if isinstance(name, Name) else None

    def step(self, verb, *words):
        getattr(self, "do_" + verb.replace("-", "_"))(*words)

    # -- making objects, which are kept by their names

    def do_instance(self, name):
        self.kept[name] = Plain(self, name)

    def do_finalizer(self, name, *action):
        """An instance with a `__del__` that does `action`, see `act`."""
        self.actions[name] = action
        self.kept[name] = Finalized(self, name)

    def do_legacy(self, name):
        """An instance with a `tp_del`."""
        self.kept[name] = Legacy(self, name)

    def do_list(self, name):
        self.kept[name] = [Name(name)]

    def do_dict(self, name):
        self.kept[name] = {"name": Name(name)}

    def do_tuple(self, name, *items):
        self.kept[name] = (Name(name), *[self.kept[item] for item in items])

    def do_leaf(self, name):
        """No container, but with a `__del__`, which tells when it is freed."""
        self.kept[name] = Leaf(name)

    def do_weakref(self, name, target, callback=None):
        """Without a callback CPython may give out one that exists, which keeps its name."""
        target = self.kept[target]
        shared = [old for old in weakref.getweakrefs(target) if old.__callback__ is None]
        if callback:
            reference = weakref.ref(target, self.kept[callback])
        else:
            reference = weakref.ref(target)
        if reference in shared and not callback:
            name = self.weak_names[id(reference)]
        self.weak_names[id(reference)] = name
        self.kept[name] = reference

    def do_call(self, name, *action):
        """What the instance `name` does when it is called as a callback."""
        self.calls[name] = action

    def do_chain(self, prefix, number, kind):
        """A chain of objects, each with a leaf that tells when it goes."""
        for index in range(int(number)):
            self.step(kind, f"{prefix}{index}")
            self.step("leaf", f"{prefix}leaf{index}")
            if index:
                self.step("refer", f"{prefix}{index - 1}", f"{prefix}{index}")
            self.step("refer", f"{prefix}{index}", f"{prefix}leaf{index}")
            self.step("release", f"{prefix}leaf{index}")
        for index in range(1, int(number)):
            self.step("release", f"{prefix}{index}")

    # -- changing them

    def do_refer(self, source, target):
        holder, number = self.kept[source], self.attributes.setdefault(source, 0)
        self.attributes[source] += 1
        if type(holder) is list:
            holder.append(self.kept[target])
        elif type(holder) is dict:
            holder[ATTRIBUTES[number]] = self.kept[target]
        else:
            setattr(holder, ATTRIBUTES[number], self.kept[target])

    def do_forget(self, name):
        self.forget_all(self.kept[name])

    def do_release(self, name):
        del self.kept[name]

    def forget_all(self, holder):
        if type(holder) is list:
            del holder[1:]
        elif type(holder) is dict:
            name = holder["name"]
            holder.clear()
            holder["name"] = name
        else:
            for number in range(self.attributes.get(holder.name, 0)):
                if hasattr(holder, ATTRIBUTES[number]):
                    delattr(holder, ATTRIBUTES[number])

    def act(self, action, this):
        """What a finaliser or a callback does, beside being called."""
        match action:
            case () | ("nothing",):
                pass
            case ("keep-self",):
                self.kept[this.name] = this
            case ("keep-referents",):
                for number in range(self.attributes.get(this.name, 0)):
                    if hasattr(this, ATTRIBUTES[number]):
                        other = getattr(this, ATTRIBUTES[number])
                        self.kept[self.name_of(other)] = other
            case ("forget-all",):
                self.forget_all(this)
            case ("release", name):
                self.kept.pop(name, None)
            case ("new", name):
                self.do_instance(name)
            case ("collect",):
                self.say("inner", gc.collect())
            case _:
                raise ValueError(action)

    # -- the collector

    def do_collect(self, generation):
        self.note_addresses()
        before = gc.get_stats()
        gc.callbacks.append(self.progress)
        found = gc.collect(int(generation))
        gc.callbacks.remove(self.progress)
        after = gc.get_stats()
        self.say("found", found)
        for index, (old, new) in enumerate(zip(before, after)):
            if old != new:
                words = [new[key] - old[key] for key in ("collections", "collected", "uncollectable")]
                self.say("stats", index, *words)
        self.show_generations()
        self.show_garbage()
        self.show_weak_references()

    def note_addresses(self):
        """In a function of its own, which keeps no object in a variable after its end."""
        things = gc.get_objects() + list(self.kept.values())
        self.addresses = {hex(id(thing)): self.name_of(thing) for thing in things}

    def show_generations(self):
        for generation in range(3):
            names = [self.name_of(thing) for thing in gc.get_objects(generation=generation)]
            names = [name for name in names if name]
            if names:
                self.say("generation", generation, *names)

    def show_garbage(self):
        if gc.garbage:
            self.say("garbage", *map(self.name_of, gc.garbage))

    def show_weak_references(self):
        for name, thing in sorted(self.kept.items()):
            if type(thing) is weakref.ref:
                target = self.name_of(thing())
                self.say("weakref", name, target or "dead")

    def progress(self, phase, info):
        self.say(phase, info["generation"], info["collected"], info["uncollectable"])

    def do_clear_garbage(self):
        gc.garbage.clear()

    def do_debug(self, flags):
        gc.set_debug(int(flags))

    def do_freeze(self):
        gc.freeze()

    def do_unfreeze(self):
        gc.unfreeze()

    def do_finalized(self, name):
        self.say("is_finalized", gc.is_finalized(self.kept[name]))

    def do_tracked(self, name):
        self.say("is_tracked", gc.is_tracked(self.kept[name]))

    def do_referents(self, name):
        self.say("referents", *filter(None, map(self.name_of, gc.get_referents(self.kept[name]))))

    def do_referrers(self, name):
        found = filter(None, map(self.name_of, gc.get_referrers(self.kept[name])))
        self.say("referrers", *found)

    # -- when collections start by themselves

    def do_threshold(self, *thresholds):
        gc.set_threshold(*map(int, thresholds))

    def do_allocate(self, number, every):
        """Makes that many objects, of which every so manyth is kept; tells which allocations
        set off a collection, and of what."""
        number, every = int(number), int(every)
        self.allocation = -1
        gc.collect()
        gc.set_debug(gc.DEBUG_STATS)
        gc.collect(0)
        self.said.clear()
        gc.enable()
        for self.allocation in range(number):
            thing = Slot()
            if every and self.allocation % every == 0:
                self.hoard.append(thing)
        gc.disable()
        count = gc.get_count()
        gc.set_debug(0)
        self.say("count", *count)

    def do_drop(self):
        """Lets go of all that `allocate` has kept."""
        self.hoard.clear()

    # -- sys.stderr

    def write(self, text):
        """A debug message, the address in it replaced by the object's name."""
        if self.allocation is not None:
            if text.startswith("gc: collecting"):
                self.said.append(f"{self.allocation}: {text[26]}")
            return
        for line in text.splitlines():
            address = line.rstrip(">").split()[-1]
            if line.startswith("gc: done"):
                self.say("stderr", line.rsplit(",", 1)[0])
            elif name := self.addresses.get(address):
                self.say("stderr", line.replace(address, name))

    def flush(self):
        pass


def instance(**methods):
    """A class of instances that keep what they refer to in r00, r01, r02 …"""

    def __init__(self, case, name):
        self.name = Name(name)

    def __call__(self, reference):
        CASE.say("callback", CASE.name_of(reference), self.name)
        CASE.act(CASE.calls.get(self.name, ()), self)

    # In slots, since an instance with a `__dict__` may at any time become two objects.
    slots = ("name", "__weakref__", *ATTRIBUTES)
    namespace = {"__init__": __init__, "__call__": __call__, "__slots__": slots, **methods}
    return type("Instance", (), namespace)


def finalize(self):
    CASE.say("del", self.name)
    CASE.act(CASE.actions[self.name], self)


Plain = instance()
Finalized = instance(__del__=finalize)
Legacy = with_tp_del(instance(__tp_del__=lambda self: CASE.say("tp_del", self.name)))


@without_gc
class Leaf(Name):
    __slots__ = ()

    def __del__(self):
        # Not by `say`: its tuple of arguments might wait in the trashcan, and would bring the
        # leaf back that it holds.
        CASE.said.append("del " + self)


class Slot:
    """Allocated once, and never from a free list."""

    __slots__ = ("slot",)


def run_case(title, steps):
    """Runs the steps, and returns them with what happened."""
    global CASE
    CASE = Case()
    gc.collect()
    gc.freeze()
    gc.disable()
    stderr, sys.stderr = sys.stderr, CASE
    output = [f"== {title}"]
    try:
        for step in steps.strip().split("\n"):
            CASE.said = []
            CASE.step(*step.split())
            output += [step, *("-> " + said for said in CASE.said)]
    except BaseException as error:
        raise RuntimeError(f"{title}: {step}") from error
    finally:
        sys.stderr = stderr
    return "\n".join(output) + "\n\n"


def in_own_process(function, *arguments):
    """What the function returns, called in a child that ends without a word."""
    reader, writer = os.pipe()
    sys.stdout.flush()
    if child := os.fork():
        os.close(writer)
        with open(reader) as answer:
            text = answer.read()
        if os.waitpid(child, 0)[1]:
            sys.exit("a case failed")
        return text
    try:
        with open(writer, "w") as answer:
            answer.write(function(*arguments))
        os._exit(0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


def draw(number):
    """A random case. It knows what the program surely holds, and asks for nothing else."""
    draws = random.Random(number)
    steps, kinds, given = [], {}, {}
    if flags := draws.choice([0, 0, 2, 2, 6, 38]):
        steps.append(f"debug {flags}")
    for count in range(draws.randrange(12, 45)):
        name = f"{draws.choice('abcdefgh')}{count}"
        held = list(kinds)
        instances = [held for held in held if kinds[held] in ("instance", "finalizer")]
        holders = [name for name in held if kinds[name] not in ("tuple", "leaf", "weakref")]
        verb = draws.choices(
            ("make", "refer", "release", "collect", "weakref", "tuple", "forget", "call"),
            (8, 14, 7, 2, 3, 1, 1, 1),
        )[0]
        if verb == "make":
            kinds[name] = draws.choices(
                ("instance", "finalizer", "list", "dict", "leaf", "legacy"), (6, 6, 4, 4, 3, 1)
            )[0]
            action = ""
            if kinds[name] == "finalizer":
                action = draws.choice(
                    ["", "", "", " keep-self", " keep-referents", " forget-all", f" new {name}x"]
                )
            steps.append(f"{kinds[name]} {name}{action}")
        elif verb == "refer" and holders:
            source, target = draws.choice(holders), draws.choice(held)
            given[source] = given.get(source, 0) + 1
            if given[source] < 20:
                steps.append(f"refer {source} {target}")
        elif verb == "release" and held:
            del kinds[gone := draws.choice(held)]
            steps.append(f"release {gone}")
        elif verb == "collect":
            steps.append(f"collect {draws.choice([0, 1, 2, 2])}")
        elif verb == "weakref" and instances:
            # With a callback always, so that it surely has the name that it is given.
            steps.append(f"weakref {name} {draws.choice(instances)} {draws.choice(instances)}")
            kinds[name] = "weakref"
        elif verb == "tuple" and held:
            items = draws.choices(held, k=draws.randrange(1, 4))
            steps.append(f"tuple {name} {' '.join(items)}")
            kinds[name] = "tuple"
        elif verb == "forget" and holders:
            steps.append(f"forget {draws.choice(holders)}")
        elif verb == "call" and instances:
            # What the callback lets go of is not used by name afterwards.
            del kinds[gone := draws.choice(held)]
            callbacks = [name for name in instances if name in kinds]
            if callbacks:
                steps.append(f"call {draws.choice(callbacks)} release {gone}")
    for name in draws.sample(sorted(kinds), k=len(kinds) * 2 // 3):
        steps.append(f"release {name}")
    steps += ["collect 0"] * draws.randrange(2) + ["collect 2", "collect 2"]
    return f"== random {number}\n" + "\n".join(steps) + "\n\n"


if __name__ == "__main__":
    sys.stdout.write("".join(map(draw, range(200))))
