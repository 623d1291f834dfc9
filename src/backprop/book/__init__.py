"""What only the pages of this book need, in reading order.

================================  ==============================================================
`backprop.book.exercises`         exercises that answer: right, or a hint at the mistake
`backprop.book.questions`         the pages' questions, asked and answered in a notebook
`backprop.book.ties`              a chapter's formulas against the variables of its code
`backprop.book.symbolic`          derivations that chapters show, by SymPy
`backprop.book.layouts`           the articles' arrangements of the weights, and back
`backprop.book.texts`             texts that become numbers: the examples of chapter 10
`backprop.book.array_engine`      the six cells of chapter 14, for chapter 16
`backprop.book.clinic`            wrong gradients that were published, and how they are mended
`backprop.book.scaling`           how a sum over examples is split, round by round
`backprop.book.audit`             each formula and number of the three articles, tried
`backprop.book.article_index`     where the book has what the articles have
`backprop.book.landmarks`         the field's famous numbers, computed again
================================  ==============================================================
"""
