"""How the book is printed: what Sphinx and the command line need, and no mathematics."""
