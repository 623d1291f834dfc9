r"""How far an operator reaches: \frac{\partial}{\partial x} before several factors.

none of the factors varies with x       all of them; zero, and `Evidence` says so
the first ones do not, a later one does all of them: \frac{d}{dx} a^T x
the first one does, no other            the first: the others are constant
the first one does, and others          the first; if the claim fails so and holds with
                                        all of them, both readings are told
what the first leaves cannot be read    all of them: \frac{d}{dx} x^T A x
"""

from backprop.equations.derive import called_by, variable
from backprop.equations.errors import EquationError, Undeclared
from backprop.equations.program import Env
from backprop.equations.scaled import Scaled
from backprop.equations.tree import Node, Reach

__all__ = ["reached"]


def reached(node: Reach, env: Env, run) -> Scaled:
    """Return the value of an operator before several factors."""
    key = run.program.target(variable(node.by, env, run).key)
    factors = [node.factors.first, *(factor for _, factor in node.factors.rest)]

    def varies(factor: Node) -> bool:
        return key in run.watched(called_by(factor, node.by, env, run), env)[1]

    first = next((i for i, factor in enumerate(factors) if varies(factor)), None)
    far = node.splits[-1]
    if first in (None, len(node.splits) - 1):
        return run.visit(far, env)
    near = node.splits[first]
    if node.bare and any(map(varies, factors[first + 1 :])):
        raise EquationError(
            "an operator before several factors that vary, the first without parentheses; "
            "expected parentheses around what is differentiated",
            node.position,
        )
    if (first > 0) != run.reads("reach", node.position):
        return run.visit(far, env)
    try:
        return run.visit(near, env)
    except Undeclared:
        raise
    except EquationError:
        return run.visit(far, env)
