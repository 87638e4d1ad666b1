"""What has to hold of the arrays of an index; what `fihris check` tries beside the checksums.

`consistency` is the door.
"""
