"""LibreOffice, where it is installed, as the reader of forms that nothing else reads."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

CONVERSION_SECONDS = 120


def converted(data: bytes, suffix: str, target: str) -> bytes | None:
    """Return ``data``, a file with ``suffix``, as LibreOffice saves it; None where it cannot.

    ``target`` is the suffix and the filter that it is saved by.
    """
    command = office()
    if command is None:
        return None
    with tempfile.TemporaryDirectory(prefix="tongbao-") as folder:
        source = Path(folder) / f"source{suffix}"
        source.write_bytes(data)
        arguments = [
            command, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
            "--nolockcheck", "--convert-to", target, "--outdir", f"{folder}/out", str(source),
        ]  # fmt: skip
        try:
            subprocess.run(
                arguments, check=True, capture_output=True, timeout=CONVERSION_SECONDS, cwd=folder
            )
            return (Path(folder) / "out" / f"source.{target.partition(':')[0]}").read_bytes()
        except (subprocess.SubprocessError, OSError):
            return None


def office() -> str | None:
    """Return LibreOffice's command, if it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")
