"""Wrong gradients that were published: what they computed, and how they are mended.

    from backprop.book.clinic import PATIENTS

    print(PATIENTS["ones-for-zeros"].lines)

Each was found in a public source, is re-typed here in this book's notation as far as
the gradient needs it, and is cited with the commit that was read.  They are good
texts; this is how hard it is.
"""

from backprop.book.clinic.patient import Patient, Source
from backprop.book.clinic.table import PATIENTS
from backprop.book.clinic.training import descend_with, train_tutorial

__all__ = ["PATIENTS", "Patient", "Source", "descend_with", "train_tutorial"]
