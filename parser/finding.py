"""Findings: what is wrong or doubtful, as data that travels with the bulletin.

A finding never changes a printed value. Every code stands in :data:`CATALOGUE` with its
severity and an explanation; using one that is not there is a programming error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from parser.document import Locator

Severity = Literal["error", "warning", "info"]
Whose = Literal["source", "interpretation", "reading"]
"""Whose doubt a finding is: the source's, ours, or the reader's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """What a code means, how much it matters and whose doubt it is.

    ``figures`` are the names of what its evidence may hold.
    """

    code: str
    severity: Severity
    of: Whose
    explanation: str
    figures: tuple[str, ...] = ()


_ROWS: tuple[tuple[str, Severity, Whose, str, str], ...] = (
    ("sequence-number", "warning", "source",
     "A sequence number (序号) does not follow the one before it.",
     "printed expected label"),
    ("share-mismatch", "error", "source",
     "A printed share or rate differs from the one recomputed from its parts.",
     "measure label column part base base_between printed recomputed base_that_fits"),
    ("share-base", "warning", "source",
     "Printed shares are of another base than the whole they are printed with.",
     "base base_that_fits base_between shares"),
    ("change-mismatch", "error", "source",
     "A printed change differs from the one recomputed from the two values.",
     "label column value previous printed recomputed"),
    ("sum-mismatch", "error", "source",
     "Printed parts do not add up to the printed whole.",
     "whole parts sum swapped_digits"),
    ("total-mismatch", "error", "source",
     "The printed total row differs from the sum of rows whose columns are certain.",
     "column name printed sum"),
    ("total-unreachable", "error", "source",
     "No placement of the rows reaches the printed total of a column.",
     "column columns name names printed nearest_below nearest_above"),
    ("row-missing", "error", "source",
     "The total row holds more than the rows: one residue in several columns.",
     "residue columns"),
    ("row-contradiction", "error", "source",
     "A row breaks, in every placement, an identity that the table keeps.",
     "row values identities column printed would_fit total total_at"),
    ("digit-swap", "warning", "source",
     "Swapping two neighbouring digits would repair a printed figure.",
     "column row value printed sum would_fit"),
    ("prose-table-mismatch", "error", "source",
     "A figure in the text differs from the same figure in an annex.",
     "measure entity text table slip table_at"),
    ("prose-mismatch", "error", "source",
     "The text prints one total twice, once with two of its digits swapped.",
     "measure period values other_at"),
    ("annex-mismatch", "error", "source",
     "Two annexes print different figures for the same thing.",
     "label measure values slip other_at"),
    ("cumulative-mismatch", "error", "source",
     "A cumulative figure differs from the sum of the archive's months.",
     "measure entity printed recomputed difference months"),
    ("earlier-mismatch", "error", "source",
     "An earlier value, or a change from it (环比, 同比), differs from what the archive's "
     "bulletin of that time prints.",
     "measure entity of value printed recomputed earlier rows"),
    ("factor-ten", "warning", "source",
     "A figure is about ten times, or a tenth of, what all months around print.",
     "measure entity column value usual figures"),
    ("bulletin-duplicate", "info", "interpretation",
     "The archive holds the same bulletin in another form; one is counted.",
     "counted counted_id changed"),
    ("bulletin-revised", "warning", "source",
     "A bulletin was issued again; the figures that changed are listed.",
     "counted counted_id changed"),
    ("bulletin-twice", "warning", "interpretation",
     "Two bulletins of one issuer and period differ; which holds is not said.",
     "other other_id changed"),
    ("second-bulletin", "error", "interpretation",
     "Another bulletin begins in the same file; it is read as part of the first.",
     "title second"),
    ("annex-title-differs", "info", "source",
     "An annex is announced under another title than it bears.",
     "number announced title similarity"),
    ("annex-label-missing", "warning", "source",
     "An announced annex is printed without its label (附件N).",
     "number title"),
    ("annex-missing", "error", "source",
     "An annex is announced but not in the document.",
     "number title"),
    ("annex-attached", "info", "source",
     "An announced annex is a file of its own, which the page links or names.",
     "number title file"),
    ("annex-unannounced", "warning", "source",
     "An annex is in the document but not in its list of annexes.",
     "number title"),
    ("period-word", "warning", "source",
     "A period word does not fit the bulletin's period (本周 in a monthly one).",
     "word kind clause"),
    ("period-contradiction", "error", "source",
     "Title, text or dateline name different periods.",
     "title text given"),
    ("truncated", "error", "source",
     "The document ends in the middle of a sentence, row or table.",
     "end separators separators_elsewhere"),
    ("duplicate-row", "warning", "source",
     "A department stands twice in one table.",
     "label first same_figures"),
    ("table-refused", "error", "interpretation",
     "A table cannot be rebuilt; its lines are kept as text.",
     "reason lines"),
    ("figure-merged", "warning", "source",
     "One figure is printed for several rows or columns; none has its own.",
     "cells"),
    ("header-ambiguous", "warning", "interpretation",
     "More than one header tree is possible: blanks are lost, or words stand so.",
     "header columns readings"),
    ("header-unknown", "info", "interpretation",
     "A column's header is not in the vocabulary of measures.",
     "columns"),
    ("cells-ambiguous", "info", "interpretation",
     "Values whose column cannot be decided from this document.",
     "ambiguous values"),
    ("placement-budget", "warning", "interpretation",
     "A table was not decided within its budget; what is open is called ambiguous.",
     "rows steps"),
    ("name-unresolved", "info", "interpretation",
     "A department name is not in the register.",
     "names"),
    ("year-unknown", "info", "interpretation",
     "The year is nowhere in the document; give it with --year or the manifest.",
     ""),
    ("period-unknown", "warning", "interpretation",
     "What period the bulletin is about could not be told.",
     ""),
    ("subject-doubtful", "warning", "interpretation",
     "The document calls itself a bulletin, but speaks of no service centre's work.",
     ""),
    ("encoding-doubtful", "warning", "reading",
     "The text's encoding was guessed, or characters could not be decoded.",
     ""),
    ("font-unmapped", "warning", "reading",
     "A font has no map to Unicode; the page was read as an image.",
     ""),
    ("text-recognised", "warning", "reading",
     "A page's text was recognised by another program: its figures are doubted.",
     ""),
    ("figure-misread", "warning", "reading",
     "Figures of a scan do not add up: one may be misread; what it may be is said.",
     "label figures singled_out"),
    ("rows-unsure", "warning", "reading",
     "Names may be those of the row above or below, where wrapped: all are doubted.",
     ""),
    ("second-reading-differs", "warning", "reading",
     "A second reader of the PDF reads a figure otherwise: both readings are kept.",
     ""),
    ("second-reading-unlike", "info", "reading",
     "A second reader of the PDF could not be compared with on this page.",
     ""),
    ("text-struck", "info", "reading",
     "Text that is printed struck through was left out.",
     ""),
    ("part-unreadable", "error", "reading",
     "A part of the document could not be read.",
     ""),
)  # fmt: skip
"""Code, severity, whose doubt, explanation, and the names of what the evidence may hold."""

CATALOGUE: dict[str, FindingKind] = {
    code: FindingKind(
        code=code,
        severity=severity,
        of=of,
        explanation=explanation,
        figures=tuple(figures.split()),
    )
    for code, severity, of, explanation, figures in _ROWS
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: ``evidence`` holds the figures it rests on, by name."""

    code: str
    message: str
    evidence: dict[str, object] = field(default_factory=dict)
    locator: Locator | None = None

    def __post_init__(self) -> None:
        if self.code not in CATALOGUE:
            raise ValueError(f"finding code {self.code!r} is not in the catalogue")

    @property
    def severity(self) -> Severity:
        """The severity that the catalogue gives the code."""
        return CATALOGUE[self.code].severity

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "evidence": self.evidence,
            "locator": self.locator.as_json() if self.locator else None,
        }
