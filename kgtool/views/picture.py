"""The picture of a view alone, as SVG or PNG, drawn by the same code as in the page."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from kgtool.errors import StoreError
from kgtool.views.page import drawing_script, page_data

if TYPE_CHECKING:
    from kgtool.views.view import ViewPage

WIDTH: Final = 1200
"""Width of a picture in pixels of the page."""

SHARPNESS: Final = 2
"""Pixels of a PNG for each pixel of the page."""

CALLED: Final = """
function draw(data, wishes) {
  return [pictureText(unpack(JSON.parse(data)), JSON.parse(wishes)), ""].join(""); // one flat string
}
"""

FONTS: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def picture_svg(page: ViewPage, width: int = WIDTH) -> str:
    """The first view of a page as SVG, so many pixels wide, with title, counts, day and source inside.

    Raises: StoreError when it cannot be drawn.
    """
    import quickjs

    engine = quickjs.Context()
    engine.eval(drawing_script() + CALLED)
    draw = engine.get("draw")
    try:
        return str(draw(json.dumps(page_data(page), ensure_ascii=False), json.dumps({"width": width})))
    except quickjs.JSException as error:
        raise StoreError(f"{page.views[0].name} cannot be drawn: {error}") from None


def picture_png(page: ViewPage, width: int = WIDTH) -> bytes:
    """The same as PNG, two pixels for one, set in the font that ships: the same bytes on any machine."""
    import resvg_py

    fonts = [str(files("kgtool.views") / "fonts" / name) for name in FONTS]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=picture_svg(page, width),
            zoom=SHARPNESS,
            skip_system_fonts=True,
            font_files=fonts,
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
        )
    )
