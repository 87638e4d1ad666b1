"""How good the results are: Fihris beside stemmers of other systems, on questions with judged answers.

`python -m benchmarks.relevance` runs the sets of `../shared/relevance` through a real index and prints MRR@10,
nDCG@10 and recall@100 for Fihris and for BM25 over the same tokens stemmed in other ways, whether the differences are
significant, and which of the word pairs of `../shared/conflation.tsv` find each other. Word lists are measured by
`wordlists`.
"""
