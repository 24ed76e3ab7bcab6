"""Whether the extra ``[ocr]`` is installed; everything under ``scan`` needs it to be imported."""

from __future__ import annotations

from importlib.util import find_spec

NO_OCR = (
    "the file is a picture, or its fonts have no map to Unicode: "
    "install tongbao[ocr] to have it read"
)


def installed() -> bool:
    """Tell whether recognition (RapidOCR) and what prepares pages for it (OpenCV) are there."""
    return all(find_spec(name) is not None for name in ("cv2", "rapidocr", "onnxruntime"))
