"""Thousands of generated bulletins as files of mixed forms, made once and kept for further runs.

Text, web pages and .docx are written directly; .doc and PDF are converted by LibreOffice, many
in one call, and are left out where it is missing.
"""

from __future__ import annotations

import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random

from corpus import render
from corpus.generate import Issuer, bulletin, issuer
from corpus.printed import printed_bulletin
from corpus.synthetic import SyntheticBulletin, SyntheticSection

MONTHS = 84
SHARES = {"collapsed": 40, "kept": 25, "html": 20, "docx": 10, "pdf": 3, "doc": 2}
"""How many of a hundred bulletins are kept in each form."""

_SUFFIX = {"collapsed": "txt", "kept": "txt"}
_BATCH = 40
_OFFICE_SECONDS = 900
_SENTENCES = (
    "推进“互联网+政务服务”,在线申办服务能力进一步提高。",
    "拨打12345热线反映问题的群众得到及时答复。",
    "省公安厅窗口推行预约服务,排队时间明显缩短。",
    "审批处加强日常巡查,窗口纪律总体良好。",
    "不动产登记实行一窗受理、集成服务。",
    "各窗口按要求做好防暑降温和安全生产工作。",
    "网上办事大厅运行平稳,系统升级按期完成。",
    "对办件超时的窗口进行了提醒,并要求整改。",
    "企业开办实现全程电子化,平均用时继续压缩。",
    "重点项目实行帮办代办,受到企业好评。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A bulletin to be made: the number of the issuer, the month from January 2017 on, a form."""

    issuer: int
    month: int
    form: str

    def path(self, folder: Path) -> Path:
        """Where it stands."""
        suffix = _SUFFIX.get(self.form, self.form)
        return folder / self.form / f"{self.issuer:03d}-{self.month:02d}.{suffix}"


def planned(count: int) -> tuple[File, ...]:
    """Return ``count`` files: seven years of as many issuers as that takes, month by month."""
    issuers = max(1, -(-count // MONTHS))
    forms = [form for form, share in SHARES.items() for _ in range(share)]
    chance = Random("forms")
    everything = [
        File(issuer=one, month=month, form=chance.choice(forms))
        for month in range(MONTHS)
        for one in range(issuers)
    ]
    return tuple(everything[:count])


def make(folder: Path, count: int) -> dict[str, list[Path]]:
    """Make the files that are not there yet; return what there is by form, in order."""
    files = planned(count)
    for form in SHARES:
        (folder / form).mkdir(parents=True, exist_ok=True)
    there = {form: {path.name for path in (folder / form).iterdir()} for form in SHARES}
    missing = [file for file in files if file.path(folder).name not in there[file.form]]
    direct = [file for file in missing if file.form not in ("pdf", "doc")]
    print(f"files: {len(files) - len(missing)} there, {len(missing)} to make", flush=True)
    with ProcessPoolExecutor(2) as pool:
        written = pool.map(_write, direct, [folder] * len(direct), chunksize=20)
        for number, _ in enumerate(written, start=1):
            if number % 1000 == 0:
                print(f"  {number} of {len(direct)} written", flush=True)
    for form in ("pdf", "doc"):
        _convert([file for file in missing if file.form == form], folder, form)
    made: dict[str, list[Path]] = {form: [] for form in SHARES}
    for file in files:
        if file.path(folder).exists():
            made[file.form].append(file.path(folder))
    return {form: paths for form, paths in made.items() if paths}


@lru_cache(maxsize=256)
def _issuer(number: int) -> Issuer:
    drawn = issuer(number)
    return replace(drawn, name=f"{drawn.name[:-6]}第{number}政务服务中心")


def _drawn(file: File) -> SyntheticBulletin:
    """Draw the bulletin, with some more sentences to be searched."""
    one = bulletin(_issuer(file.issuer), file.month)
    chance = Random(f"sentences {file.issuer} {file.month}")
    more = SyntheticSection(
        level=1,
        number="三",
        heading="主要工作",
        paragraphs=tuple(
            "".join(chance.sample(_SENTENCES, chance.randint(1, 3))) for _ in range(6)
        ),
    )
    return replace(one, sections=(*one.sections, more))


def _write(file: File, folder: Path) -> None:
    printed = printed_bulletin(_drawn(file))
    path = file.path(folder)
    draft = path.with_name(f".{path.name}.partial")
    draft.write_bytes(_content(file.form, printed))
    draft.rename(path)


def _content(form: str, printed: render.PrintedBulletin) -> bytes:
    match form:
        case "collapsed":
            return render.render_collapsed_text(printed).encode()
        case "kept":
            return render.render_kept_text(printed).encode()
        case "html":
            return render.render_html(printed).encode()
        case _:
            return render.render_docx(printed)


def _convert(files: list[File], folder: Path, form: str) -> None:
    """Write web pages (quick to make) and let one LibreOffice convert a batch of them."""
    program = render.office()
    if not files or program is None:
        return
    for start in range(0, len(files), _BATCH):
        batch = files[start : start + _BATCH]
        with tempfile.TemporaryDirectory() as name:
            drafts = Path(name)
            for file in batch:
                printed = printed_bulletin(_drawn(file))
                draft = drafts / f"{file.issuer:03d}-{file.month:02d}.docx"
                draft.write_bytes(render.render_docx(printed))
            command = [program, f"-env:UserInstallation={(drafts / 'profile').as_uri()}"]
            command += ["--headless", "--convert-to", form, "--outdir", str(folder / form)]
            sources = [str(path) for path in sorted(drafts.glob("*.docx"))]
            subprocess.run(
                [*command, *sources], check=True, capture_output=True, timeout=_OFFICE_SECONDS
            )
        print(f"  {start + len(batch)} of {len(files)} {form} converted", flush=True)
