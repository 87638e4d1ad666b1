"""How fast Fihris is beside its peers: `make bench`, or `python -m benchmarks`.

Every engine gets the same articles and the same tokens in one run on one machine. What comes out are ratios, Fihris'
time over the peer's; the times beside them say how large things are on the machine at hand and compare with nothing
measured elsewhere.

- `corpus` reads SaudiNewsNet and makes ten times as much of it; `questions` draws queries from it.
- `tokens` is the analysis that feeds the peers: the forms and stems of `index.analysis`, worked out once a word.
- `engines` has an adapter for each engine, with the settings its own documentation recommends, but for what has to be
  installed or built beside: bm25s scores with NumPy, not with Numba, and FTS5 has no index of prefixes.
- `worker` is what runs in a process of its own: building, updating, opening, holding an index open to be weighed.
- `answering` asks; `measuring` has the clock's noise, memory and disk; `run` puts it together.
- `results` is what a run gave; `report` writes all of it down, `summary` the README's tables, as `tables` draws them.

What is done so that a ratio can be believed: engines take turns within each round, not one after the other; a round's
ratio compares times of that round, and the median over rounds is shown (the large corpus is built but once); every
class of questions finds the engines just opened; a fixed piece of work is timed in every round, and how much its time
varies is stated; each build and each memory figure comes from a process of its own.
Peers get a query as tokens ready to be looked up, Fihris as a string that it has yet to analyse and parse.

Beside it stand programs of their own that ask something else of Fihris, each with a target of its own in the Makefile:

- `relevance`: how good the answers are, beside stemmers of other systems; `relevance.vocabulary` writes the stems of
  the commonest words of news.
- `duplicates`: how well near-duplicates are grouped. `suggestions`: how well damaged words are mended.
- `fuzz`: whether any string can be asked. `soak`: whether answers are right while another process commits.
"""
