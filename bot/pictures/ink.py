"""
Colours of every picture: a light paper that carries its own background, so that it reads the same in Telegram's light
and dark mode. One hue and greys only: nothing is good or bad by colour (R23), and greyscale loses nothing.
"""

from __future__ import annotations

PAPER = "#f6f3ec"  # not pure white, which glares in dark mode
INK = "#22303c"
QUIET = "#566470"  # small words; at least 4.5:1 on PAPER
GRID = "#d9d6ce"  # only helps the eye, carries no meaning
LINE = "#0b5a8a"  # what the picture is about; at least 4.5:1 on PAPER
DOT = "#5f87a3"  # single answers; at least 3:1 on PAPER
SHADE = "#e3e1dc"  # breaks; told apart by hatching and by a word, not by this
HATCH = "#8c959c"
