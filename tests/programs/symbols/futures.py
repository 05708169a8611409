"""Docstring."""
from __future__ import nested_scopes, generators, division
from __future__ import absolute_import, with_statement; from __future__ import print_function
from __future__ import unicode_literals, generator_stop
x: y
