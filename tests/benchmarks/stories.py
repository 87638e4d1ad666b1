"""Articles with enough words for every class of questions: made of syllables, not written by hand."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from corpus import Article

_SYLLABLES = ["با", "سو", "مي", "كر", "طل", "نف", "حد", "جر", "شم", "قل", "تو", "رس", "فا", "عن", "لم"]
_COMMON = ["في", "من", "على", "قال", "إن", "هذا", "المدينة", "اليوم", "بعد", "وزير"]


def stories(count: int) -> list[Article]:
    """So many articles of three sources, always the same ones."""
    rng = random.Random(7)
    words = ["".join(rng.choices(_SYLLABLES, k=3)) for _ in range(400)]

    def sentence() -> str:
        return " ".join(rng.choice(_COMMON if rng.random() < 0.4 else words) for _ in range(9)) + "."

    return [
        Article(
            id=f"story-{number}",
            title=" ".join(rng.sample(words, 5)),
            paragraphs=tuple(f"{sentence()} {sentence()}" for _ in range(rng.randrange(1, 5))),
            date=datetime(2023, 1, 1) + timedelta(hours=7 * number),
            source=("المنارة", "الميناء", "الواحة")[number % 3],
        )
        for number in range(count)
    ]
