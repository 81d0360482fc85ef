"""Colours of the pictures, each chosen so that the picture can be read without it.

Every colour of a mark has a contrast of at least 3:1 against what it lies on, every text of at
least 4.5:1 (WCAG 2.1, success criteria 1.4.11 and 1.4.3), and marks that mean different things
differ in shape, letter or place too. The tests compute both, and what is left of the differences
under protanopia and deuteranopia.
"""

from __future__ import annotations

PAPER = "#ffffff"
INK = "#1a1a1a"
QUIET = "#595959"  # text that stands back
RULE = "#8f8f8f"  # thin lines: the edge of an empty cell, a scale
FRAME = "#5f5f5f"  # lines that part things
SHADE = "#f1f1f1"  # the ground of headings

BLUE = "#0b5394"
ORANGE = "#a34700"
TEAL = "#00695c"
PURPLE = "#6a329f"
RED = "#a8003b"
GREY = "#5f5f5f"

# A ground that text is set on.
BLUE_GROUND = "#dce9f6"

CONTESTED = RED
