"""How results are shown: on a terminal, as records, charts, feeds; no character of an article steers what shows it."""
