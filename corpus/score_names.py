"""How well printed names are resolved: ``python -m corpus.score_names``.

The labelled names (``truth/names.tsv``) are split by body into a half for tuning and one for
testing, and were gathered from public pages in batches, labelled by reading the pages. A batch
is *seen* once what it showed to be missing has been added to the register: its score then says
that nothing was lost, not how unseen names do. What says that is how a batch did when first
tried, which ``FIRST_TRIED`` keeps.
``truth/name_pairs.tsv`` holds pairs of different bodies with similar names. Printed are
accuracy, wrong departments (a name that got another body's id: never acceptable), unknown names,
false merges of pairs, and names resolved a second beside a plain dictionary look-up.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.score_misprints import leave_out, score_slips
from parser.names.resolve import Resolver, default_resolver

FIRST_TRIED = (
    ("1a", 299, 0.943),
    ("1b", 252, 0.885),
    ("1c", 84, 0.869),
    ("1d", 198, 0.960),
    ("2 test half, before", 271, 0.926),
    ("2 test half, after tuning on the other", 271, 0.948),
    ("3 three places left out, before", 148, 0.865),
    ("3 three places left out, after tuning", 148, 0.872),
    ("4 gathered after that", 207, 0.976),
)
"""Batch, names and accuracy when first tried (1a: its test half). Wrong were 2 of batch 2 before
tuning (a zone taken for another); since then none. Expect the last of names nobody has seen."""

TRUTH = Path(__file__).parent / "truth"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledName:
    """A name as printed in a document of ``region`` on ``date``; no ``department``: none known."""

    printed: str
    region: str
    date: str
    department: str | None
    half: str
    batch: str

    @property
    def level(self) -> str:
        """The level of the department: province, city or county."""
        code = (self.department or "").partition("/")[0]
        if code.endswith("0000"):
            return "province"
        return "city" if code.endswith("00") else "county"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts over a set of labelled names; names without a department are right if unknown."""

    names: int
    right: int
    wrong: tuple[tuple[str, str | None, str], ...]
    unknown: tuple[str, ...]

    @property
    def accuracy(self) -> float:
        """The share of names resolved as labelled."""
        return self.right / self.names if self.names else 1.0


def read_names(path: Path = TRUTH / "names.tsv") -> tuple[LabelledName, ...]:
    """Read the labelled names."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            LabelledName(
                printed=row["printed"],
                region=row["region"],
                date=row["date"],
                department=row["department"] or None,
                half=row["half"],
                batch=row["batch"],
            )
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        )


def read_pairs(path: Path = TRUTH / "name_pairs.tsv") -> tuple[tuple[str, str, str, str], ...]:
    """Read the pairs of different bodies: two names, region, date (may be empty)."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple((r["first"], r["second"], r["region"], r["date"]) for r in rows)


def score(names: Sequence[LabelledName], resolver: Resolver) -> Score:
    """Resolve every name and compare with its label."""
    right, wrong, unknown = 0, [], []
    for one in names:
        found = resolver.resolve(one.printed, region=one.region, date=one.date).department
        if (found.id if found else None) == one.department:
            right += 1
        elif found is not None:
            wrong.append((one.printed, one.department, found.id))
        else:
            unknown.append(f"{one.printed} ({one.region})")
    return Score(names=len(names), right=right, wrong=tuple(wrong), unknown=tuple(unknown))


def merged_pairs(
    pairs: Sequence[tuple[str, str, str, str]], resolver: Resolver
) -> tuple[tuple[str, str, str], ...]:
    """Return the pairs of different bodies that got one id."""
    merged = []
    for first, second, region, date in pairs:
        ids = [
            resolver.resolve(name, region=region or None, date=date or None).department
            for name in (first, second)
        ]
        if ids[0] is not None and ids[1] is not None and ids[0].id == ids[1].id:
            merged.append((first, second, ids[0].id))
    return tuple(merged)


def names_a_second(names: Sequence[LabelledName], *, rounds: int = 20) -> dict[str, float]:
    """Return names a second of CPU time: first sight (known, unknown), warm, a dictionary's."""
    resolver = Resolver(default_resolver().register)
    asked = [(one.printed, one.region, one.date) for one in names]
    known = [(one.printed, one.region, one.date) for one in names if one.department]
    unknown = [(f"某{one.printed}者", one.region, one.date) for one in names[::10]]
    table = {key: key[0] for key in asked}
    return {
        "first sight": _rate(resolver, known, 1),
        "unknown": _rate(resolver, unknown, 1),
        "warm": _rate(resolver, asked, rounds),
        "dictionary": _dictionary_rate(table, rounds),
    }


def _rate(resolver: Resolver, asked: Sequence[tuple[str, str, str]], rounds: int) -> float:
    started = time.process_time()
    for _ in range(rounds):
        for printed, region, date in asked:
            resolver.resolve(printed, region=region, date=date)
    return rounds * len(asked) / (time.process_time() - started)


def _dictionary_rate(table: dict[tuple[str, str, str], str], rounds: int) -> float:
    started = time.process_time()
    for _ in range(rounds):
        for key in table:
            table.get(key)
    return rounds * len(table) / (time.process_time() - started)


def _report(label: str, result: Score) -> str:
    return (
        f"{label:<22}{result.names:>6} names  accuracy {result.accuracy:.4f}  "
        f"wrong {len(result.wrong)}  unknown {len(result.unknown) / max(1, result.names):.4f}"
    )


def main(arguments: Sequence[str] = ()) -> int:
    """Print the scores; ``--details`` lists what is not right. Returns 1 on a false merge."""
    resolver, names, pairs = default_resolver(), read_names(), read_pairs()
    failed = False
    for batch, half in sorted({(one.batch, one.half) for one in names}):
        part = [one for one in names if (one.batch, one.half) == (batch, half)]
        for level in ("all", "province", "city", "county"):
            chosen = [one for one in part if level in ("all", one.level)]
            result = score(chosen, resolver)
            print(_report(f"{batch} {half} {level}", result))
            failed = failed or bool(result.wrong)
            if level == "all" and "--details" in arguments:
                for item in (*result.wrong, *result.unknown):
                    print("   ", item)
    for label, count, accuracy in FIRST_TRIED:
        print(f"first tried: {label:<40}{count:>5} names  accuracy {accuracy:.3f}")
    merged = merged_pairs(pairs, resolver)
    print(f"{len(pairs)} pairs of different bodies, false merges: {len(merged)}")
    for pair in merged:
        print("   ", *pair)
    left_out = leave_out(resolver.misprints)
    print(
        f"{left_out.names} names of bodies left out of the register: taken for another "
        f"{len(left_out.taken)}, by similarity alone {left_out.by_similarity}"
    )
    slips = score_slips(resolver.misprints)
    print(
        f"{slips.slips} slips: understood {slips.right / slips.slips:.4f}, "
        f"misunderstood {len(slips.wrong)}"
    )
    if "--details" in arguments:
        for item in (*left_out.taken, *slips.wrong):
            print("   ", *item)
    for label, rate in names_a_second(names).items():
        print(f"{label:<12}{rate:>12,.0f} names/s on one core")
    return 1 if failed or merged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
