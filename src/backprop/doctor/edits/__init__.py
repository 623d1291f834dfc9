"""Edits that a line may need: tables of rules, a row each.

scene        a statement, its variables as recorded, and what ought to come out
exchange     a name, an operation, a function exchanged, added or dropped
indices      an index exchanged, added or dropped
neighbour    the line as its neighbour is written
solve        a factor, a term or the whole line, worked out from what is wanted: `inverse` says
             what is wanted inside of the line, `pieces` what there is to make it from, `fit`
             whether it does
insert       a line that is missing behind another, worked out the same way
statements   lines added, dropped, moved; `=` for `+=`
"""
