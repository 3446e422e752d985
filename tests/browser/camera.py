"""Pictures for the documents: twice as sharp as a screen, and small, for a page has few colours."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, Page

SHARP = 2  # device pixels to a pixel of the page, so that letters stay sharp where the picture is made larger
COLOURS = 64  # of a page in a few plain colours; more cannot be told apart


async def keep(what: Locator | Page, file: Path) -> None:
    """Take a picture of a phone, or of the page, and keep it with no more bytes than it needs."""
    taken = Image.open(io.BytesIO(await what.screenshot())).convert("RGB")
    taken.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
