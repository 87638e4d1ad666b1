"""What the words of the index say to whoever types a query: what may have been meant, and how a word may go on.

`wording` is the door.
"""
