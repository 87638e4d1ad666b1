"""What an index is stored with: files of arrays, strings and records in them, numbers packed in few bits, the disk.

Loops over these that are in C are called through `compiled`. Of the index it imports nothing but errors and `lazy`.
"""
