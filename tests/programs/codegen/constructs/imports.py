import a
import b.c.d
import e as f
import g.h.i as j
from k import l, m as n
from . import o
from ..p import q
from r import *
