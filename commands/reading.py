"""What a command reads itself: a text or a list of queries, from a file or stdin."""

from __future__ import annotations

from typing import BinaryIO

import click


def read_at_most(stream: BinaryIO, megabytes: int, *, name: str, advice: str) -> bytes:
    """All of a stream. One that is larger is refused: /dev/zero and the like would be read until the memory is full."""
    data = stream.read((megabytes << 20) + 1)
    if len(data) > megabytes << 20:
        raise click.ClickException(f"{name}: larger than {megabytes} MB: {advice}")
    return data
