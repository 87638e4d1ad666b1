"""A process that is forked while its threads search can search: nobody else holds what it waits for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import article, built_index

ROOT = Path(__file__).parents[2]

# Each child opens the index anew and searches; one that has not ended after some seconds waits for a thread that it
# has not.
PROGRAM = """
import os, sys, threading, time, warnings
from searcher import Searcher

warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads
searcher = Searcher.open(sys.argv[1])
searcher.search("وزير المدينة", duplicates="show")  # a module that is being imported is locked by Python itself
going = True

def search():
    while going:
        searcher.search("وزير المدينة", duplicates="show")

threads = [threading.Thread(target=search, daemon=True) for _ in range(4)]
for thread in threads:
    thread.start()
hung = 0
for _ in range(60):
    child = os.fork()
    if not child:
        own = Searcher.open(sys.argv[1])
        os._exit(0 if len(own.search("وزير المدينة", duplicates="show").hits) == 10 else 1)
    deadline = time.monotonic() + 60  # a slow machine takes its time
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0) and time.monotonic() < deadline:
        time.sleep(0.002)
    if ended == (0, 0):
        os.kill(child, 9)
        os.waitpid(child, 0)
        hung += 1
    elif ended[1]:
        sys.exit("a child found something else")
    if hung == 3:
        break
going = False
for thread in threads:
    thread.join()
print(hung)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_child_of_a_process_that_searches_can_search(tmp_path: Path) -> None:
    text = "زار الوزير المدينة. وقال وزير إن مدينة أخرى تنتظر الوزراء! ثم عاد."
    built_index(tmp_path, *(article(f"{number:02}", text, text * 3, title="وزير") for number in range(40)))
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert (result.stdout, result.stderr) == ("0\n", "")
