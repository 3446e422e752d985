"""
Charts -> PNG, with matplotlib's Agg canvas and no state of its own: the same chart gives the same bytes.

Loading the library takes a second and 40 MB, so only the workshop's process imports this module.
"""

from __future__ import annotations

from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bot.pictures.charts import EnergyChart
from bot.pictures.ink import DOT, GRID, HATCH, INK, LINE, PAPER, QUIET, SHADE

WIDE, HIGH = 6.4, 4.8  # inches
DPI = 200  # 1280 x 960 pixels: twice what a telephone shows, and the most that Telegram keeps of a photo
TITLE, LABEL, SMALL = 19, 15.5, 13.5  # points; on a telephone 340 wide, 14, 11.5 and 10 of its pixels
FONT = "DejaVu Sans"  # comes with the library, so every machine draws the same letters
DOTTED = (0, (1, 2))
MARGIN = 0.5  # days and points of the scale left free at the edges


def draw(chart: EnergyChart) -> bytes:
    """A PNG without metadata."""
    figure = figure_of(chart)
    out = BytesIO()
    figure.savefig(out, format="png", facecolor=PAPER, metadata={"Software": None})
    return out.getvalue()


def figure_of(chart: EnergyChart) -> Figure:
    """The figure before it becomes pixels: what tests look at."""
    figure = Figure(figsize=(WIDE, HIGH), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    figure.text(0.04, 0.95, chart.title, fontsize=TITLE, fontfamily=FONT, color=INK, va="top", fontweight="bold")
    figure.text(0.04, 0.855, chart.scale, fontsize=SMALL, fontfamily=FONT, color=QUIET, va="top")
    axes = figure.add_axes((0.085, 0.11, 0.885, 0.62))
    _frame(axes, chart)
    _breaks(axes, chart)
    _start(figure, axes, chart)
    _energy(axes, chart)
    return figure


def _frame(axes: Axes, chart: EnergyChart) -> None:
    axes.set_facecolor(PAPER)
    axes.set_xlim(-MARGIN, chart.days - MARGIN)
    axes.set_ylim(-MARGIN, 10 + MARGIN)
    axes.set_yticks(range(0, 11, 2))
    axes.set_xticks([day for day, _ in chart.ticks], [name for _, name in chart.ticks])
    for name in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        name.set(fontsize=LABEL, fontfamily=FONT, color=INK)
    axes.tick_params(length=0, pad=7)
    axes.grid(axis="y", color=GRID, linewidth=1)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)


def _breaks(axes: Axes, chart: EnergyChart) -> None:
    for begins, after in chart.breaks:
        left, right = begins - MARGIN, after - MARGIN
        axes.axvspan(left, right, facecolor=SHADE, edgecolor=HATCH, hatch="//", linewidth=0, zorder=0.6, gid="break")
        upright = (right - left) / chart.days < 0.16  # too narrow for the word to lie
        axes.text(
            (left + right) / 2,
            10.1,
            chart.break_word,
            ha="center",
            va="top",
            rotation=90 if upright else 0,
            fontsize=SMALL,
            fontfamily=FONT,
            color=INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 2.5},
            zorder=4,
        )


def _start(figure: Figure, axes: Axes, chart: EnergyChart) -> None:
    """The own start as a thin dotted line; its name stands above the picture, where no answer can cover it."""
    if chart.start is None:
        return
    axes.axhline(chart.start, color=QUIET, linewidth=2, linestyle=DOTTED, zorder=1.5, gid="start")
    sample = Line2D([0.042, 0.095], [0.79, 0.79], color=QUIET, linewidth=2, linestyle=DOTTED)
    figure.add_artist(sample)
    figure.text(0.108, 0.79, chart.start_word, fontsize=SMALL, fontfamily=FONT, color=QUIET, va="center_baseline")


def _energy(axes: Axes, chart: EnergyChart) -> None:
    days, energies = [day for day, _ in chart.answers], [energy for _, energy in chart.answers]
    axes.scatter(days, energies, s=46, color=DOT, linewidths=0, zorder=2, gid="answers")
    for stretch in chart.line:
        axes.plot(
            [day for day, _ in stretch],
            [middle for _, middle in stretch],
            color=LINE,
            linewidth=3.5,
            marker="o",
            markersize=9,
            markeredgecolor=PAPER,
            markeredgewidth=1.5,
            solid_capstyle="round",
            zorder=3,
            gid="stretch",
        )
