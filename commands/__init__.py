"""The commands of `fihris`: they parse, call and print, nothing else.

`cli.COMMANDS` says which module holds which. A module imports click and its neighbours at its top and everything else
where a command runs. Texts are laid out by `searcher.printing.terminal`, data formats by `searcher.printing.exports`.
"""
