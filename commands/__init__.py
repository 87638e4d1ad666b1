"""The commands of `fihris`: they parse, call and print, nothing else.

`cli.COMMANDS` says which module holds which. A module imports click and its neighbours at its top and everything else
where a command runs; `run_report` is itself imported there. How results are laid out, and data formats, are in
`searcher.printing`.
"""
