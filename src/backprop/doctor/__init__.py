"""The gradient doctor: which line makes a wrong gradient wrong, and which edit makes it right.

    from backprop.doctor import diagnose, diagnose_step

    print(diagnose(my_gradient, cost=my_cost, params=params, data=(X, Y)))

One idea, in four steps, each with its modules:

========  ==========================================================================================
truth     `truth` differentiates the cost, array by array, at random points near the reader's
          (`draws`), and judges in `bands`; `program` runs the reader's functions as they are called
          (`calling`), on what they keep their parameters in (`structure`), and puts back what they
          change (`state`)
localise  `source` finds the text of what runs and `probe` rewrites it, so that every value can be
          seen and exchanged; `wanted` differentiates the cost with respect to each of the reader's
          own variables, and `locate` finds the first line where the right value cures the rest
          (`upstream`: where it ought to have come from)
repair    `edits` has the rules; `ways` says where they are tried, `evaluate` judges an edit where
          it stands, `repair` runs what passes and goes on, for several mistakes (`stage`, `states`,
          `everywhere`, `labels`, `rewriting`)
report    `findings` puts it into the reader's names (`names`, `normalise`), `report` and `listing`
          into words, `html_table` and `html_lines` on a notebook's page, `patch` into a file's
========  ==========================================================================================

`own` is the consultation that does all four; `step` and `infer` bring updates and files to it.
A described network (`diagnose(gradient, net)`) is asked about by the rows of the `catalogue`, which
compute what a gradient with a known mistake would be, and need no source; they give names and
chapters (`references`) to what is found in a program, too.
"""

from backprop.doctor.adapters import columns, separate_bias, unrolled
from backprop.doctor.catalogue import CATALOGUE
from backprop.doctor.diagnosis import assert_gradient, diagnose, diagnose_step
from backprop.doctor.report import Alternative, Finding, Report

__all__ = [
    "CATALOGUE",
    "Alternative",
    "Finding",
    "Report",
    "assert_gradient",
    "columns",
    "diagnose",
    "diagnose_step",
    "separate_bias",
    "unrolled",
]
