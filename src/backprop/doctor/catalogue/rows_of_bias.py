r"""Mistakes in column 0 of Delta[l], the gradient of the biases."""

from backprop.doctor.catalogue.steps import Row

__all__ = ["ROWS"]


ROWS = (
    Row(
        "bias-gradient-missing",
        "bias",
        "there is no gradient for the bias column",
        r"D^{(l)}_{:, 0} = 0",
        "bias",
        lambda here: 0.0,
    ),
    Row(
        "bias-gradient-kept",
        "bias",
        "column 0 has a gradient, and the layer has no bias",
        r"D^{(l)}_{:, 0} = \frac{1}{m} \sum \delta^{(l+1)}",
        "bias",
        lambda here: here.Delta[:, 0],
        lambda net, layer: not net.has_bias(layer),
    ),
    Row(
        "bias-gradient-over-units",
        "bias",
        "the bias gradient is summed over the units too",
        r"\Delta^{(l)}_{i, 0} = \sum \sum_j \delta^{(l+1)}_j",
        "bias",
        lambda here: here.right.sum(),
    ),
    Row(
        "bias-missing-1/m",
        "bias",
        "the bias gradient is not divided by m",
        r"D^{(l)}_{:, 0} = \sum \delta^{(l+1)}",
        "average",
        lambda here: here.right * here.probe.m,
        lambda net, layer: net.reduction == "mean",
    ),
    Row(
        "bias-extra-1/m",
        "bias",
        "the bias gradient is divided by m once too often",
        r"D^{(l)}_{:, 0} = \frac{1}{m} \left( \frac{1}{m} \sum \delta^{(l+1)} \right)",
        "average",
        lambda here: here.right / here.probe.m,
    ),
    Row(
        "bias-factor-2",
        "bias",
        "the bias gradient is doubled",
        r"D^{(l)}_{:, 0} = \frac{2}{m} \sum \delta^{(l+1)}",
        "bias",
        lambda here: here.right * 2,
    ),
    Row(
        "bias-factor-4",
        "bias",
        "the bias gradient is four times too large",
        r"D^{(l)}_{:, 0} = \frac{4}{m} \sum \delta^{(l+1)}",
        "bias",
        lambda here: here.right * 4,
    ),
    Row(
        "bias-factor-half",
        "bias",
        "the bias gradient is halved",
        r"D^{(l)}_{:, 0} = \frac{1}{2m} \sum \delta^{(l+1)}",
        "bias",
        lambda here: here.right * 0.5,
    ),
)
