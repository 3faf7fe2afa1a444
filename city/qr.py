"""A QR code for a terminal window, in half blocks."""

import qrcode


def as_blocks(text: str) -> str:
    """Dark on light, two rows of modules in a line, with the quiet zone around."""
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    rows = code.get_matrix()
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    # of each pair: upper and lower module; a light module is what is printed
    marks = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
    return "\n".join(
        "".join(marks[bool(upper), bool(lower)] for upper, lower in zip(top, low, strict=True))
        for top, low in zip(rows[::2], rows[1::2], strict=True)
    )
