"""The reports in Word: a template of the office, filled with the figures, in the Party's format.

Templates come from outside: Jinja runs in its sandbox, everything filled in is escaped. Written whole or not at all; the same
input gives the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.model import Dataset, FormError, Office
from tonghop290.report.appendix import keep_appendices
from tonghop290.report.district import district_narrative
from tonghop290.report.lint import lint_template, open_template
from tonghop290.report.narrative import Narrative, commune_narrative
from tonghop290.report.page import name_document, save_whole
from tonghop290.report.phrases import BLANK, environment
from tonghop290.report.profiles import BODY_STYLES, RECIPIENT_STYLE, Profile, profile_of
from tonghop290.text.write import tone_style

if TYPE_CHECKING:
    from tonghop290.model import Totals, Unit

__all__ = ["write_district_narrative", "write_narrative"]

COMMUNE_TEMPLATE, DISTRICT_TEMPLATE = "bao_cao_xa.docx", "bao_cao_huyen.docx"
_TEMPLATE_ONLY_STYLES = ("TheMau", "TheDieuKien")


def write_narrative(
    dataset: Dataset, file: str, path: Path, *, office: Office, profile: str = "hd36-2018", template: Path | None = None, open_points: int = 0,
) -> Path:
    """One commune's report. ``file``: the return's key in ``dataset.frame``; ``open_points``: errors still open.

    Errors: KeyError (no such return), ValueError (no such profile), FileNotFoundError (no such template), FormError (a template
    that cannot be used, every fault).
    """
    narrative = commune_narrative(dataset, file, office=office, open_points=open_points)
    source = template or dataset.form.folder / COMMUNE_TEMPLATE
    title = f"Báo cáo {dataset.form.title[:1].lower()}{dataset.form.title[1:]}"
    return _write(source, narrative, Path(path), office=office, profile=profile_of(profile), title=title, form=dataset.form)


def write_district_narrative(
    dataset: Dataset, totals: Totals, path: Path, *, office: Office, profile: str = "hd36-2018", template: Path | None = None,
    open_points: int = 0, missing_units: Sequence[Unit] = (), appendix_only: bool = False,
) -> Path:
    """The district's own report, from the totals of ``dataset`` (one current return a unit); or its appendices alone.

    Errors: as :func:`write_narrative`; ValueError for ``appendix_only`` of a template without appendices.
    """
    narrative = district_narrative(dataset, totals, office=office, open_points=open_points, missing_units=missing_units)
    source = template or dataset.form.folder / DISTRICT_TEMPLATE
    title = f"{'Phụ lục báo cáo' if appendix_only else 'Báo cáo'} {dataset.form.title[:1].lower()}{dataset.form.title[1:]}"
    return _write(source, narrative, Path(path), office=office, profile=profile_of(profile), title=title, form=dataset.form, appendix_only=appendix_only)


def _write(source: Path, narrative: Narrative, path: Path, *, office: Office, profile: Profile, title: str, form: Any, appendix_only: bool = False) -> Path:
    document = _render(source, narrative, office, form)
    if appendix_only:
        keep_appendices(document)
    for paragraph in list(_paragraphs(document)):
        _tidy(paragraph, profile)
    _separate_recipients(document, profile)
    name_document(document, title, subject=narrative.words["ma_doi_chieu"])
    return save_whole(document, path)


def _render(source: Path, narrative: Narrative, office: Office, form: Any) -> Any:
    from jinja2 import TemplateError

    template = open_template(source)
    _place_tone_marks(template.docx, office, narrative.names)
    try:
        template.render(dict(narrative.words), environment())
    except (TemplateError, TypeError, ZeroDivisionError) as error:  # the template is somebody else's program
        raise FormError(str(source), lint_template(source, form) or [str(error)]) from error
    return template.docx


def _place_tone_marks(document: Any, office: Office, names: Sequence[str]) -> None:
    """The template's own words (never what is filled in) in NFC and in the office's tone-mark style."""
    for text in document.element.body.iter(_w("t")):
        if text.text:
            text.text = tone_style(unicodedata.normalize("NFC", text.text), office.tone_style, keep=names)  # type: ignore[arg-type]


def _paragraphs(document: Any) -> Any:
    from docx.text.paragraph import Paragraph

    for element in document.element.body.iter(_w("p")):
        yield Paragraph(element, document._body)


def _tidy(paragraph: Any, profile: Profile) -> None:
    """Take out what only the template needed, join what belongs together, mark what is missing."""
    element = paragraph._p
    _drop_tag_looks(element)
    _join_runs(element)
    name = paragraph.style.name
    if name in BODY_STYLES:
        _single_spaces(paragraph)
        if not paragraph.text.strip() and element.getparent().tag != _w("tc"):
            element.getparent().remove(element)
            return
    _highlight_blanks(paragraph)


def _drop_tag_looks(element: Any) -> None:
    for style in list(element.iter(_w("rStyle"))):
        if style.get(_w("val")) in _TEMPLATE_ONLY_STYLES:
            style.getparent().remove(style)
    for properties in list(element.iter(_w("rPr"))):
        if len(properties) == 0:
            properties.getparent().remove(properties)


def _join_runs(element: Any) -> None:
    """Neighbouring runs of one look become one; runs without text go."""
    from lxml import etree

    last, last_look = None, b""
    for run in list(element.findall(_w("r"))):
        content = [child for child in run if child.tag != _w("rPr")]
        plain = all(child.tag == _w("t") for child in content)
        if plain and not "".join(child.text or "" for child in content):
            element.remove(run)
            continue
        properties = run.find(_w("rPr"))
        look = etree.tostring(properties) if properties is not None else b""
        if plain and last is not None and look == last_look and last.getnext() is run:
            target = last.findall(_w("t"))[-1]
            target.text = (target.text or "") + "".join(child.text or "" for child in content)
            _keep_spaces(target)
            element.remove(run)
            continue
        if plain:
            for extra in content[1:]:
                content[0].text = (content[0].text or "") + (extra.text or "")
                run.remove(extra)
            _keep_spaces(content[0])
        last, last_look = (run, look) if plain else (None, b"")


def _keep_spaces(text: Any) -> None:
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _single_spaces(paragraph: Any) -> None:
    """No double space inside, none at the ends (sentences that were left out leave some)."""
    before = " "
    texts = [text for run in paragraph.runs for text in run._r.findall(_w("t"))]
    for text in texts:
        kept = re.sub(" {2,}", " ", text.text or "")
        text.text = kept[1:] if before.endswith(" ") and kept.startswith(" ") else kept
        before = text.text or before
    if texts:
        texts[-1].text = (texts[-1].text or "").rstrip(" ")


def _highlight_blanks(paragraph: Any) -> None:
    """Every …… in a run of its own, with a yellow ground."""
    from docx.enum.text import WD_COLOR_INDEX
    from docx.text.run import Run

    for run in list(paragraph.runs):
        if BLANK not in run.text:
            continue
        previous = run._r
        parts = [part for part in re.split(f"({BLANK}+)", run.text) if part]
        for index, part in enumerate(parts):
            element = run._r if index == 0 else deepcopy(run._r)
            if index:
                previous.addnext(element)
            piece = Run(element, paragraph)
            piece.text = part
            piece.font.highlight_color = WD_COLOR_INDEX.YELLOW if part.startswith(BLANK) else None
            previous = element


def _separate_recipients(document: Any, profile: Profile) -> None:
    """Recipients end with the profile's mark, the last one with a full stop."""
    lines = [one for one in _paragraphs(document) if one.style.name == RECIPIENT_STYLE and one.runs]
    for line in lines:
        end = "." if line is lines[-1] else profile.recipient_separator
        line.runs[-1].text = line.runs[-1].text.rstrip(" ,;.") + end


def _w(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name
