"""Edits that a line may need: tables of rules, a row each.

scene        a statement, its variables as recorded, and what ought to come out
exchange     a name, an index, an operation, a function exchanged, added or dropped
solve        a factor, a term or the whole line, worked out from what is wanted
statements   lines added, dropped, moved; `=` for `+=`
"""
