"""Findings: what is wrong or doubtful, as data that travels with the bulletin.

A finding never changes a printed value. Every code stands in :data:`CATALOGUE` with its
severity and an explanation; using one that is not there is a programming error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from parser.document import Locator

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """What a code means. ``of`` tells whose doubt it is: the source's, ours, or the reader's."""

    code: str
    severity: Severity
    of: Literal["source", "interpretation", "reading"]
    explanation: str


_KINDS = (
    FindingKind(
        code="sequence-number",
        severity="warning",
        of="source",
        explanation="A sequence number (序号) does not follow the one before it.",
    ),
    FindingKind(
        code="share-mismatch",
        severity="error",
        of="source",
        explanation="A printed share or rate differs from the one recomputed from its parts.",
    ),
    FindingKind(
        code="share-base",
        severity="warning",
        of="source",
        explanation="Printed shares are of another base than the whole they are printed with.",
    ),
    FindingKind(
        code="change-mismatch",
        severity="error",
        of="source",
        explanation="A printed change differs from the one recomputed from the two values.",
    ),
    FindingKind(
        code="sum-mismatch",
        severity="error",
        of="source",
        explanation="Printed parts do not add up to the printed whole.",
    ),
    FindingKind(
        code="total-mismatch",
        severity="error",
        of="source",
        explanation="The printed total row differs from the sum of rows whose columns are certain.",
    ),
    FindingKind(
        code="total-unreachable",
        severity="error",
        of="source",
        explanation="No placement of the rows reaches the printed total of a column.",
    ),
    FindingKind(
        code="row-missing",
        severity="error",
        of="source",
        explanation="The total row holds more than the rows: one residue in several columns.",
    ),
    FindingKind(
        code="row-contradiction",
        severity="error",
        of="source",
        explanation="A row breaks, in every placement, an identity that the table keeps.",
    ),
    FindingKind(
        code="digit-swap",
        severity="warning",
        of="source",
        explanation="Swapping two neighbouring digits would repair a printed figure.",
    ),
    FindingKind(
        code="prose-table-mismatch",
        severity="error",
        of="source",
        explanation="A figure in the text differs from the same figure in an annex.",
    ),
    FindingKind(
        code="annex-mismatch",
        severity="error",
        of="source",
        explanation="Two annexes print different figures for the same thing.",
    ),
    FindingKind(
        code="cumulative-mismatch",
        severity="error",
        of="source",
        explanation="A cumulative figure differs from the sum of the archive's months.",
    ),
    FindingKind(
        code="earlier-mismatch",
        severity="error",
        of="source",
        explanation="An earlier value, or a change from it (环比, 同比), differs from what the "
        "archive's bulletin of that time prints.",
    ),
    FindingKind(
        code="factor-ten",
        severity="warning",
        of="source",
        explanation="A figure is about ten times, or a tenth of, what all months around print.",
    ),
    FindingKind(
        code="bulletin-duplicate",
        severity="info",
        of="interpretation",
        explanation="The archive holds the same bulletin in another form; one is counted.",
    ),
    FindingKind(
        code="bulletin-revised",
        severity="warning",
        of="source",
        explanation="A bulletin was issued again; the figures that changed are listed.",
    ),
    FindingKind(
        code="bulletin-twice",
        severity="warning",
        of="interpretation",
        explanation="Two bulletins of one issuer and period differ; which holds is not said.",
    ),
    FindingKind(
        code="second-bulletin",
        severity="error",
        of="interpretation",
        explanation="Another bulletin begins in the same file; it is read as part of the first.",
    ),
    FindingKind(
        code="annex-title-differs",
        severity="info",
        of="source",
        explanation="An annex is announced under another title than it bears.",
    ),
    FindingKind(
        code="annex-label-missing",
        severity="warning",
        of="source",
        explanation="An announced annex is printed without its label (附件N).",
    ),
    FindingKind(
        code="annex-missing",
        severity="error",
        of="source",
        explanation="An annex is announced but not in the document.",
    ),
    FindingKind(
        code="annex-unannounced",
        severity="warning",
        of="source",
        explanation="An annex is in the document but not in its list of annexes.",
    ),
    FindingKind(
        code="period-word",
        severity="warning",
        of="source",
        explanation="A period word does not fit the bulletin's period (本周 in a monthly one).",
    ),
    FindingKind(
        code="period-contradiction",
        severity="error",
        of="source",
        explanation="Title, text or dateline name different periods.",
    ),
    FindingKind(
        code="truncated",
        severity="error",
        of="source",
        explanation="The document ends in the middle of a sentence, row or table.",
    ),
    FindingKind(
        code="duplicate-row",
        severity="warning",
        of="source",
        explanation="A department stands twice in one table.",
    ),
    FindingKind(
        code="table-refused",
        severity="error",
        of="interpretation",
        explanation="A table cannot be rebuilt; its lines are kept as text.",
    ),
    FindingKind(
        code="figure-merged",
        severity="warning",
        of="source",
        explanation="One figure is printed for several rows or columns; none has its own.",
    ),
    FindingKind(
        code="header-ambiguous",
        severity="warning",
        of="interpretation",
        explanation="More than one header tree is possible: blanks are lost, or words stand so.",
    ),
    FindingKind(
        code="header-unknown",
        severity="info",
        of="interpretation",
        explanation="A column's header is not in the vocabulary of measures.",
    ),
    FindingKind(
        code="cells-ambiguous",
        severity="info",
        of="interpretation",
        explanation="Values whose column cannot be decided from this document.",
    ),
    FindingKind(
        code="placement-budget",
        severity="warning",
        of="interpretation",
        explanation="A table was not decided within its budget; what is open is called ambiguous.",
    ),
    FindingKind(
        code="name-unresolved",
        severity="info",
        of="interpretation",
        explanation="A department name is not in the register.",
    ),
    FindingKind(
        code="year-unknown",
        severity="info",
        of="interpretation",
        explanation="The year is nowhere in the document; give it with --year or the manifest.",
    ),
    FindingKind(
        code="period-unknown",
        severity="warning",
        of="interpretation",
        explanation="What period the bulletin is about could not be told.",
    ),
    FindingKind(
        code="subject-doubtful",
        severity="warning",
        of="interpretation",
        explanation="The document calls itself a bulletin, but speaks of no service centre's work.",
    ),
    FindingKind(
        code="encoding-doubtful",
        severity="warning",
        of="reading",
        explanation="The text's encoding was guessed, or characters could not be decoded.",
    ),
    FindingKind(
        code="font-unmapped",
        severity="warning",
        of="reading",
        explanation="A font has no map to Unicode; the page was read as an image.",
    ),
    FindingKind(
        code="text-recognised",
        severity="warning",
        of="reading",
        explanation="A page's text was recognised by another program: its figures are doubted.",
    ),
    FindingKind(
        code="figure-misread",
        severity="warning",
        of="reading",
        explanation="Figures of a scan do not add up: one may be misread; what it may be is said.",
    ),
    FindingKind(
        code="rows-unsure",
        severity="warning",
        of="reading",
        explanation="Names may be those of the row above or below, where wrapped: all are doubted.",
    ),
    FindingKind(
        code="second-reading-differs",
        severity="warning",
        of="reading",
        explanation="A second reader of the PDF reads a figure otherwise: both readings are kept.",
    ),
    FindingKind(
        code="second-reading-unlike",
        severity="info",
        of="reading",
        explanation="A second reader of the PDF could not be compared with on this page.",
    ),
    FindingKind(
        code="text-struck",
        severity="info",
        of="reading",
        explanation="Text that is printed struck through was left out.",
    ),
    FindingKind(
        code="part-unreadable",
        severity="error",
        of="reading",
        explanation="A part of the document could not be read.",
    ),
)

CATALOGUE: dict[str, FindingKind] = {kind.code: kind for kind in _KINDS}


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
