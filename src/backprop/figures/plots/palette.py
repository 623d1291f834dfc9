"""The few colours of every figure, by name."""

__all__ = ["PALETTE"]

# Each is legible on PALETTE["paper"]; the press has a partner for dark pages.
PALETTE = {
    "paper": "#fdfdfc",  # behind everything
    "ink": "#1c2126",  # text, axes
    "muted": "#68707a",  # what steps back: ticks, unlit edges
    "faint": "#d9dde2",  # grid, fills of unlit nodes
    "blue": "#1b62a5",
    "orange": "#c4500c",
    "green": "#1a7a42",
    "purple": "#7a3fa0",
    "teal": "#0b6e78",
    "red": "#b3261e",
    "wash": "#e6eff8",  # a light ground of blue
}
