"""`python -m benchmarks.relevance`."""

from benchmarks.relevance.report import main

if __name__ == "__main__":
    main()
