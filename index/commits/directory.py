"""The index folder: which files of it are the index, and the one step that makes a commit.

A commit is this order and no other: every new file is written and brought to disk (fsync); the new table of contents
is written beside the old one under a temporary name and brought to disk; then the folder, with the names of them all;
it is renamed to `_MAIN_<generation>.toc`; then the folder again. The rename is the commit: whatever stops the machine
before it leaves the old index, whatever after it the new one. Files that no table of contents names are removed by the
next writer, never by a reader, and not before the last of these is sure to be on disk.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

from index.commits.contents import decoded, encoded
from index.errors import REMEDY, IndexDamaged, IndexMissing, IndexStoreError
from index.segments.segment_entry import SegmentEntry
from index.storage import file_names
from index.storage.arrayfile import open_regular
from index.storage.disk import sync, sync_folder

# Whoosh writes a generation in 32 bits. A table of contents that has the last one is none: nothing could follow it.
_NO_GENERATION: Final = (1 << 31) - 1


class Contents(NamedTuple):
    """What a table of contents says: its generation and the segments. size: of its file, in bytes."""

    generation: int
    segments: tuple[SegmentEntry, ...]
    size: int = 0


def latest_generation(folder: Path) -> int | None:
    """The newest generation that has a table of contents, or None where there is no index."""
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    found = map(file_names.generation_of_toc, names)
    return max((each for each in found if each is not None and each < _NO_GENERATION), default=None)


def make_folder(folder: Path) -> None:
    """Make the folder of an index, if need be, and bring its name to disk.

    Raises IndexStoreError where something else has its place or no folder can have its name, and OSError.
    """
    try:
        new = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
    except ValueError:  # NUL, or half of a surrogate pair
        raise IndexStoreError(
            f"{str(folder)!r}: no folder has such a name; name another for the index"
        ) from None
    except (FileExistsError, NotADirectoryError):
        raise IndexStoreError(
            f"{folder}: is no folder, and something is in its place; name a folder for the index"
        ) from None
    for each in new:
        with contextlib.suppress(OSError):  # a folder may be written to and not read
            sync_folder(each.parent)


def toc_path(folder: Path, generation: int) -> Path:
    return folder / file_names.toc(generation)


def read_contents(folder: Path) -> Contents:
    """The newest table of contents.

    Raises IndexMissing, IndexDamaged (also for a forged one) and IndexIncompatible.
    """
    while True:
        generation = latest_generation(folder)
        if generation is None:
            if has_lost_contents(folder):
                if latest_generation(folder) is not None:
                    continue  # a commit renamed one while the names were listed
                raise IndexDamaged(f"{folder}: segments are here, and no table of contents; {REMEDY}")
            raise IndexMissing.at(folder)
        path = toc_path(folder, generation)
        try:
            with open_regular(path) as file:
                data = file.read()
            break
        except FileNotFoundError:
            # A commit has put a newer one in its place since: look again.
            if latest_generation(folder) == generation:
                raise IndexDamaged(f"{path}: it leads nowhere; {REMEDY}") from None
    return Contents(generation, decoded(path, generation, data), len(data))


def contents_digest(folder: Path, generation: int | None = None) -> str | None:
    """A digest of the table of contents of a generation, by default the newest; None where there is none."""
    if generation is None and (generation := latest_generation(folder)) is None:
        return None
    try:
        with open_regular(toc_path(folder, generation)) as file:
            return blake2b(file.read(), digest_size=16).hexdigest()
    except FileNotFoundError:
        return None


def has_lost_contents(folder: Path) -> bool:
    """Whether segments are there that a commit has made, and the table of contents is not: somebody removed it.

    What a first commit leaves that was broken off is no such thing: nothing was an index yet.
    """
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return False
    found = map(file_names.generation_of_segment, names)
    generations = [generation for generation in found if generation is not None]
    return any(generation > 1 for generation in generations) or bool(
        generations and file_names.LAST_RUN in names
    )


def unreadable_contents(folder: Path) -> Contents:
    """What a writer begins with that is to replace an index whose table of contents can't be read: no segments.

    No file of the folder is of a later generation, as one may be that another such writer left over.
    """
    found = map(file_names.generation, os.listdir(folder))
    known = (each for each in found if each is not None and each < _NO_GENERATION)
    return Contents(max(known, default=0), ())


@contextlib.contextmanager
def naming(folder: str | Path) -> Iterator[None]:
    """Give an error of writing that names no file, as where the disk is full, the folder of the index."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = os.fspath(folder)
        raise


def commit_contents(folder: Path, generation: int, segments: Iterable[SegmentEntry]) -> None:
    """Make `segments` the index: after this returns they are, and before its rename they are not.

    Raises IndexStoreError where a file is there whose number nothing can follow; and where they are the index, but the
    system fails to say that this is on disk.
    """
    if generation >= _NO_GENERATION:
        raise IndexStoreError(
            f"{toc_path(folder, generation - 1)}: no later generation can follow this one; remove it, or build the "
            "index in another folder"
        )
    data = encoded(generation, segments)
    # Whoosh pickles in the newest protocol that Python has: what could not be read again is not made the index.
    decoded(toc_path(folder, generation), generation, data)
    temporary = folder / file_names.new_toc(generation)
    with open(temporary, "xb") as file:
        file.write(data)
        file.flush()
        sync(file.fileno())
    sync_folder(folder)
    os.rename(temporary, toc_path(folder, generation))
    try:
        sync_folder(folder)
    except OSError as error:
        raise IndexStoreError(
            f"{folder}: committed, but perhaps not brought to disk ({error.strerror}): check the disk, then the index "
            "with fihris check"
        ) from error


def remove_leftovers(folder: Path, current: Contents, *, is_on_disk: bool) -> None:
    """Remove every index file that the table of contents does not name: of older generations and broken-off writes.

    Only the holder of the write lock may. Readers that have the old files open keep them until they close.

    is_on_disk: whether the table of contents is there under its name, too. Who wrote it may have been stopped before:
    then it is brought there first, for until then the index before it has to stay.

    Raises OSError where that fails, and where a file can't be removed.
    """
    needed = {file_names.toc(current.generation)}
    for segment in current.segments:
        needed.update(segment.file_names())
    left_over = [name for name in os.listdir(folder) if file_names.is_ours(name) and name not in needed]
    if left_over and not is_on_disk:
        sync_folder(folder)
    for name in left_over:
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            os.unlink(folder / name)
