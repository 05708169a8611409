"""not a docstring"""
