"""The gradient doctor: which mistake makes a wrong gradient wrong.

    from backprop.doctor import diagnose

    print(diagnose(my_gradient, net))

A gradient check says that a gradient is wrong; `diagnose` says why.
"""

from backprop.doctor.adapters import columns, separate_bias, unrolled
from backprop.doctor.catalogue import CATALOGUE
from backprop.doctor.diagnosis import diagnose
from backprop.doctor.report import Finding, Report

__all__ = [
    "CATALOGUE",
    "Finding",
    "Report",
    "columns",
    "diagnose",
    "separate_bias",
    "unrolled",
]
