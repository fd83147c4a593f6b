"""Pictures for the demonstration, drawn here: no file of a real person is shipped."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

LINES = [
    ["Rastreio LB000000000SE", "", "12/10  Saiu do país de origem", "20/10  Chegou ao Brasil",
     "28/10  Parado na unidade"],
    ["Pedido", "", "Entrega prometida", "não entregue"],
]


def tracking_picture(index):
    """Return a small PNG that looks like a print of a tracking page."""
    image = Image.new("RGB", (480, 320), "#ffffff")
    pen = ImageDraw.Draw(image)
    pen.rectangle([0, 0, 480, 46], fill="#0b5a60")
    for row, line in enumerate(LINES[index % len(LINES)]):
        pen.text((24, 14 if row == 0 else 40 + 44 * row), line, fill="#ffffff" if row == 0 else "#17212b")
    data = io.BytesIO()
    image.save(data, "PNG")
    return SimpleUploadedFile(f"print-{index + 1}.png", data.getvalue(), content_type="image/png")
