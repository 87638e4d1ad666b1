"""How a score came about, in the terms of the formula.

`explaining` is the door.
"""
