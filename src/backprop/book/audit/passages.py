"""Passages: what this book quotes of the three articles, word for word as our copies have it.

The articles' formulas stand in the rows of the audit; here stand the sentences, so that a
quotation can be compared with something (`backprop.book.audit.quotations`).
"""

from dataclasses import dataclass

from backprop.book.audit import article_a, article_b, article_c

__all__ = ["PASSAGES", "Passage"]


@dataclass(frozen=True)
class Passage:
    """Words of an article that the book quotes.

    Parameters
    ----------
    article : {"A", "B", "C"}
    place : str
        Section of the article.
    text : str
        As our copy of the article has it; its mathematics in LaTeX between dollars.
    """

    article: str
    place: str
    text: str


PASSAGES = (
    Passage("A", "Introduction", "Backward Propagation is the preferable method of adjusting or "
            "correcting the weights to reach the minimized loss function."),
    Passage("A", article_a.BASE, "having four input variables and six observations here with the "
            "input having a dimension of 4*5"),
    Passage("A", article_a.BASE, "5 nodes in the hidden layer, and"),
    Passage("A", article_a.BASE, "we will have one node in the output layer."),
    Passage("A", article_a.BASE, "Initializing the weights with some random values, which are "
            "mostly between 0 and 1."),
    Passage("A", article_a.BASE, "dE/dW is the partial derivative of the error for each of the "
            "Xs."),
    Passage("A", article_a.MATRIX, "$b_{ih}$ is a bias term, has a single value here as "
            "considering the same for all the neurons."),
    Passage("A", article_a.MATRIX, "Where, (.) dot is the dot product and * is the element wise "
            "product."),
    Passage("A", "Endnotes", "Backward Propagation is the preferred method for adjusting the "
            "weights and biases since it is faster to converge as we move from output to the "
            "hidden layer. Here, we change the weights of the hidden layer that is closest to the "
            "output layer, re-calculate the loss"),
    Passage("A", "Endnotes", "from the input layer, hidden, and then to the output layer which "
            "takes more time to converge to the optimum solution of the minimum loss function."),
    Passage("B", article_b.BACK, "Backpropagation is calculated for $n+1$ times for $n$ layer "
            "network."),
    Passage("B", article_b.BACK, "so there will be 2 times backpropagation according to above "
            "network."),
    Passage("B", article_b.BACK, r"$\frac{\partial L}{\partial Y} = \text {change of Y with "
            "loss}$"),
    Passage("B", article_b.BACK, "So we are going to update only these values."),
    Passage("B", article_b.TRIP, "This is like passing a message to each node backward."),
    Passage("B", article_b.TRIP, "Now if you change the budget, you would have to compute all the "
            "costs again to calculate remaining money."),
    Passage("B", article_b.FURTHER, r"Because we already know $\frac{\partial L}{\partial Z_2}$ "
            "from previous calculations, we can simplify this as,"),
    Passage("B", article_b.DEEP, "and what gets added in second backpropagation is :"),
    Passage("B", article_b.DEEP, "this same values keeps adding up for each layer and the common "
            "value remains fixed."),
    Passage("B", article_b.DEPTH, "These gradients try to move to global minima which is the "
            "lowest point of the surface."),
    Passage("B", article_b.AFTER, "Now increasing $x$ by $2$ will always increase the value of "
            "$m$. Therefore we subtract it from the current value."),
    Passage("B", article_b.RATE, "Usually we keep $0.01$ or $0.001$ as learning rate, but it "
            "differs on many other factors such as dataset."),
    Passage("B", "steps of the neural network", "Find loss between predicted images and true "
            "images"),
    Passage("C", "Linear vs. nonlinear problems", r"The algorithm will find the right values of "
            r"$\theta$'s for B."),
    Passage("C", "Linear vs. nonlinear problems", "A hyperplane with many polynomial features is "
            "not an easy way to learn complex non-linear hypothesis, whereas, ANN fine tunes and "
            "self learns parameters by itself"),
    Passage("C", article_c.LOGISTIC, "This function varies between 0 and 1 which is useful for "
            r"representing probability ($0 \leq f(Z) \leq 1$)."),
    Passage("C", article_c.LOGISTIC, "Moreover you can combine many such 'S' curves linearly to "
            "approximate a non-linear functions."),
    Passage("C", article_c.NOTATION, "# of nodes (neurons) in layer 'l'"),
    Passage("C", article_c.NOTATION, "# of neurons/units (not counting bias neuron) in layer 'l'"),
    Passage("C", article_c.NOTATION, "Error of node 'j' in layer 'l'"),
    Passage("C", article_c.COST, "you may for now imagine cost"),
    Passage("C", article_c.COST, "Rate of change of 'J' w.r.t 'y' is"),
    Passage("C", article_c.CHAIN, "in order to drive 'e' upwards then we need to drive 'c' up in "
            "local vicinity and don't touch a or b."),
    Passage("C", article_c.BACK, "Generalized into vectorized form."),
    Passage("C", article_c.BACK, r"Let's consider the dimensionality of $\Theta^{(2)}$ is (1X3) "
            "without bias term [(1X4) with bias term]"),
    Passage("C", article_c.BACK, "is the same dimensionality as $a^{(2)}$"),
    Passage("C", article_c.ALGORITHM, "(No regularization term)"),
    Passage("C", article_c.ALGORITHM, "we can use this in gradient descent or any other advanced "
            "optimization techniques."),
)  # fmt: skip
