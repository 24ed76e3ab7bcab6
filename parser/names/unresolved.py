"""Names that were not resolved, as YAML for a person to complete and keep as a register file."""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from parser.names.resolve import Resolution, Resolver, default_resolver

_HEAD = """\
# Names that were not resolved. Keep the line of the right body under each name (or write the id
# of another one), remove the others and the names that are no departments; then keep this as
# departments.local.yaml beside the archive, or give it with --register, and import again.
# 'source' says who decided or what shows it.
names:
"""


def unresolved_yaml(
    names: Iterable[str | tuple[str, str | None, str | None]],
    *,
    resolver: Resolver | None = None,
) -> str:
    """Return paste-ready YAML of the names that stay unknown or were resolved as misprints.

    A name may come with region and date: ``(name, region, date)``. What is resolved beyond
    doubt is left out; each name and region stands once. An entry without an id stays commented
    out, so that the file can be loaded as it is.
    """
    resolver = resolver or default_resolver()
    blocks: dict[tuple[str, str | None], str] = {}
    for item in names:
        name, region, date = (item, None, None) if isinstance(item, str) else item
        if (name, region) in blocks:
            continue
        resolution = resolver.resolve(name, region=region, date=date)
        department = resolution.department
        if department is None or department.method == "fuzzy":
            blocks[name, region] = _block(resolution, region)
    return _HEAD + "".join(blocks.values()) if blocks else "names: []\n"


def _quoted(text: str) -> str:
    return str(yaml.safe_dump(text, allow_unicode=True, default_style='"', width=1000)).strip()


def _block(resolution: Resolution, region: str | None) -> str:
    lines = [f"- name: {_quoted(resolution.name)}"]
    if region is not None:
        lines.append(f"  region: {_quoted(region)}")
    department = resolution.department
    if department is not None:
        lines.append(f"  id: {department.id}  # {department.name} (misprint, {department.score})")
        lines += ["  source: resolved as a misprint", "  confirmed: false"]
        return "\n".join(lines) + "\n"
    choices = [f"  id: {one.id}  # {one.name} ({one.score})" for one in resolution.candidates]
    lines += choices or ["  id:   # region/body, for instance 320000/finance"]
    lines += ["  source:", "  confirmed: true"]
    return "".join(f"# {line}\n" for line in lines)
