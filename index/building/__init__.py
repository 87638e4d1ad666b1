"""Making a segment: inversion, stems and relatives, near-duplicates, the files; of articles, or of other segments.

It imports `index.ingestion` and what that imports, and `index.compiled_analysis`; it knows nothing of commits.
"""
