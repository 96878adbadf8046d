"""The product's sign: five strokes, each with its gap, and the name, as wide in whatever font the machine has."""

from dashboard.tones import FIRST, INK, LOOKS

_GAPS = ((4, 9, 13), (10, 6, 11), (16, 11, 19), (22, 13, 17), (28, 8, 18))
"""Each stroke's place across, and where its gap begins and ends, on a ground 24 high."""
_STROKES = "".join(f'<path d="M{x} 2V{top}M{x} {end}V22"/>' for x, top, end in _GAPS[:-1])
_OPEN = "".join(f'<path d="M{x} 2V{top}M{x} {end}V22"/>' for x, top, end in _GAPS[-1:])

_SIGN = (
    f'<g stroke="{FIRST}" stroke-width="3" stroke-linecap="round">{_STROKES}</g>'
    f'<g stroke="{LOOKS["shortfall"].colour}" stroke-width="3" stroke-linecap="round">{_OPEN}</g>'
)
ICON = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -4 32 32">{_SIGN}</svg>'
"""For the tab of the browser. One of Streamlit's own would be fetched from another server."""
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 24" width="128" height="24" role="img" aria-label="Five Gaps">'
    f'{_SIGN}<g fill="{INK}" font-size="18" font-weight="700"><text x="40" y="18" textLength="84" lengthAdjust="spacingAndGlyphs" '
    """font-family="'Segoe UI', 'Helvetica Neue', Arial, sans-serif">Five Gaps</text></g></svg>"""
)
