"""Write the golden files anew (``python -m tests.golden``); read the difference."""

from __future__ import annotations

from tests.golden.cases import CASES, actual, path_of


def main() -> None:
    """Write every case's golden file and say which changed."""
    for case in CASES:
        path = path_of(case)
        before = path.read_text(encoding="utf-8") if path.exists() else None
        now = actual(case)
        path.write_text(now, encoding="utf-8")
        print("unchanged" if now == before else "written", path)


if __name__ == "__main__":
    main()
