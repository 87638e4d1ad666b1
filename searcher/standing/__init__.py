"""Standing searches: a question that is asked again and again, and answered with what is new since.

An article is new when it matches and its id was not reported before. What was reported is remembered as hashes of ids,
not as a date: articles come late, with old dates or none, and a rebuilt, pruned or merged index holds the same ids.
What was not reported and comes to match is new, however long it was there: one that has changed, or one with a word
that the index has come to hold for a relative of what is sought, as a merge may have it.
The memory is bounded: what matches now stays in it, and of what matches no longer the last `FORGOTTEN_AFTER`.

Whoever is told of a story wants it once. So of new articles that say the same one is given, and a new article that
repeats a reported one is passed over, and counts as reported, unless all are asked for.

Each search has a file of its own in the user's state folder (`searcher.state`), replaced whole, and brought to disk
before a run ends. Beside it is a lock, held while a run reads, delivers and remembers: of two runs at a time one waits
or is refused, so that nothing is reported twice. What could not be delivered is not remembered and comes again:

    with StandingSearches().new("wheat") as new:
        for hit in new:
            deliver(hit)

An error within the block, or the end of the process, leaves the state as it was.
"""

from searcher.standing.new_hits import FORGOTTEN_AFTER, NewHits
from searcher.standing.search import StandingSearch
from searcher.standing.store import StandingSearches

__all__ = ["FORGOTTEN_AFTER", "NewHits", "StandingSearch", "StandingSearches"]
