"""What a PDF says, for tests."""

import base64
import re
import zlib


def read_pdf(pdf: bytes) -> str:
    """Return the texts of a PDF that reportlab wrote, in their order."""
    texts = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, flags=re.DOTALL):
        if not stream.strip().endswith(b"~>"):
            continue  # a font
        page = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        texts += [text.decode("latin-1") for text in re.findall(rb"\((.*?)(?<!\\)\) Tj", page)]
    return " ".join(texts).replace("\\(", "(").replace("\\)", ")")
