"""The gradient doctor: which mistake makes a wrong gradient wrong.

    from backprop.doctor import diagnose, diagnose_step

    print(diagnose(my_gradient, net))

A gradient check says that a gradient is wrong; `diagnose` says why.
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
