"""Three questions, and what is said to what people type: on a page as in a notebook."""

__all__ = ["TEXT", "TYPED"]

TEXT = r"""# A page that asks

A sentence that is long enough for a description.

```{admonition} Question
:class: question
What does the bias unit of layer 2 receive?

- [ ] Its own share, $\delta_0$.
  No weight leads into it, so $\delta_0$ does not exist.
- [x] Nothing.
  It has *no* incoming weights.
- [ ] The sum of all shares, $\sum_k \Theta_{kj} \delta_k$, of the layer behind it, one by one.
  That is what the other units receive.
```

```{admonition} Question
:class: question
What is the slope of the sigmoid at 0?

- [= 0.5]
  That is its value.
- [= 0.25 ± 0.005]
  One half times one half.
- [else]
  Use $g(1 - g)$.
```

```{admonition} Question
:class: question
How many weights?

- [= 1500 ± 0]
  As many as that.
- [= -2]
  Fewer than none?
- [else]
  Count.
```
"""

# question: {typed: how what is said begins}
TYPED = {
    2: {
        "0.25": "Right.",
        " 0,25 ": "Right.",
        "1/4": "Right.",
        "-1/-4": "Right.",
        "2.5e-1": "Right.",
        ".255": "Right.",
        "0.256": "No. Use",
        "0.5": "No. That is its value.",
        "0.503": "No. That is its value.",
        "−0.25": "No. Use",
        "25": "No. Use",
        "": "Type a number",
        "a quarter": "Type a number",
        "1/": "Type a number",
        "1/0": "Type a number",
        "1,2,3": "Type a number",
    },
    3: {
        "1500": "Right.",
        "1,500": "Right.",
        "1 500": "Right.",
        "1500.0": "Right.",
        "1501": "No. Count.",
        "–2": "No. Fewer",
    },
}
