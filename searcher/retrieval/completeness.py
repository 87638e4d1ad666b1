"""Articles with all the words of a short question come before those with some.

Who types two or three words wants what is about all of them, and BM25 alone puts an article that says the rarer word
often before one that says both. So an article that holds every content word of such a question, in whatever forms find
it, has more than any other can have: `COMPLETE` x the most that the words can add together.

What is typed of more words is left to the sum: hardly an article has all of them, and on whole headlines and sentences,
how many of the words an article has says less than which ones. So is what is asked as a question is asked: the verb of
متى ولدت فيروز belongs to the asking, and an article about فيروز answers it that does not say ولدت. (On the questions of
arcd, all words before some costs .0015 of nDCG@10 where these are not told apart.)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Final, NamedTuple, TypeGuard

import numpy as np

from index.analysis.stemming import CLOSED_FORMS
from index.storage.arrays import IntArray
from searcher.language.query import Phrase, Query, Word, are_words, is_word
from searcher.matching.leaves import Leaves
from searcher.matching.matches import Matches
from searcher.matching.scorer import Scorer
from searcher.ranking import UNIT, ScoreArray

#: More than what the second look adds to an article without one of the words.
COMPLETE: Final = 1.5
#: Content words that a question has at the most whose articles are told apart so.
MOST_WORDS: Final = 3

_TEXT: Final = attrgetter("text")

#: Interrogatives as forms of the index; the grammars' list (ما، ماذا، متى، أين، أيان، كم، كيف، لماذا، هل، أي) with the
#: prepositions that fuse with them. من, which is mostly "from", asks where it comes first.
INTERROGATIVES: Final = frozenset(
    (
        "ما",
        "ماذا",
        "متي",
        "اين",
        "ايان",
        "كم",
        "كيف",
        "لماذا",
        "هل",
        "اي",
        "ايه",
        "بماذا",
        "لمن",
        "ممن",
        "بم",
        "فيم",
        "مم",
    )
)
_WHO: Final = "من"


class Complete(NamedTuple):
    """The content words of a short question, and what an article with all of them has more.

    indices: of these words in what is sought.
    """

    words: tuple[Word | Phrase, ...]
    bonus: float
    indices: tuple[int, ...]

    @property
    def forms(self) -> list[str]:
        """The words as the query has them."""
        return list(map(_form, self.words))

    def raised(self, leaves: Leaves, matches: Matches, segment: int) -> Matches:
        """Matches of segment number `segment`, the complete ones with more."""
        return Matches(matches.numbers, matches.scores + self.added(leaves, matches.numbers, segment))

    def added(self, leaves: Leaves, articles: IntArray, segment: int) -> ScoreArray:
        """What some articles of a segment have more, one number each."""
        counts = np.zeros(leaves.scorer.snapshot.segments[segment].article_count, np.uint8)
        for word in self.words:
            held = np.zeros(len(counts), np.bool_)
            held[leaves.articles_with(word, segment)] = True
            counts += held
        added: ScoreArray = (counts[articles] == len(self.words)) * self.bonus
        return added


def complete(
    scorer: Scorer,
    items: Sequence[Query],
    adding: Collection[Query] = (),
    max_scores: Sequence[float] | None = None,
) -> Complete | None:
    """What is sought as far as it is a short question of words alone, any of which may be there.

    adding: those of them that find nothing. max_scores: what each item can add to a score, if that is known.
    """
    words: Sequence[Word | Phrase] = items if are_words(items) else list(filter(_is_one_word, items))
    if len(words) < len(items):
        return None
    forms = list(map(_TEXT, words)) if words is items else list(map(_form, words))
    content = set(forms)
    content -= {form for form in CLOSED_FORMS.intersection(forms) if scorer.vocabulary.is_function_word(form)}
    content.difference_update(each.text for each in adding if isinstance(each, Word))
    if not 2 <= len(content) <= MOST_WORDS or forms[0] == _WHO or not INTERROGATIVES.isdisjoint(forms):
        return None
    index_of = {form: index for index, form in enumerate(forms) if form in content}
    indices = tuple(index_of.values())
    # The second look, which the bonus has to exceed, knows nothing of weights.
    max_scores = max_scores or [scorer.max_score(word, scorer.articles) for word in words]
    bonus = COMPLETE * sum([each / min(word.boost, 1) for each, word in zip(max_scores, words, strict=True)])
    return Complete(tuple([words[index] for index in indices]), round(bonus * UNIT) / UNIT, indices)


def _is_one_word(item: Query) -> TypeGuard[Word | Phrase]:
    """Whether it is a word of the text, or one alone in quotes."""
    if isinstance(item, Phrase):
        # One with a weight may be another spelling of the words beside it (`searcher.language.spellings`), for which
        # nobody asked.
        return item.fieldname == "text" and len(item.words) == 1 and item.boost == 1
    return is_word(item)


def _form(word: Word | Phrase) -> str:
    return word.text if isinstance(word, Word) else word.words[0]
