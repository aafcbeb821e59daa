"""The figures of an edited document, from today's data: only what stands in their controls changes, to the byte.

Left as it is, and told: a figure somebody typed over, one whose sentence would be another one today, one that is gone.
What was printed or written by a refresh a document remembers itself (``controls.memory``); what earlier versions of
this program have refreshed, the run says too (``edited.mark_of``). Footnotes are left as well: what they would say
otherwise today is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from xml.sax.saxutils import escape

from tonghop290.narrative.controls.as_printed import SENTENCE_END, PrintedFigure, sentence_key, sentences_in
from tonghop290.narrative.controls.edited import Control, Edited, NotOurs, mark_of, plain
from tonghop290.narrative.controls.marks import BLANK_STATE
from tonghop290.narrative.controls.memory import Memory, written_again
from tonghop290.narrative.controls.notes_behind import notes_behind
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.edit.sealed_package import sealed
from tonghop290.spreadsheet.edit.splice import Splice
from tonghop290.spreadsheet.zip_out import UNIX, pack, packed

__all__ = ["Change", "Fresh", "Refreshed", "records_of", "refreshed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing to be told of a control: what it is called, what was there, what is there, what the data say."""

    title: str
    before: str = ""
    now: str = ""
    fresh: str = ""


@dataclass(slots=True)
class Refreshed:
    """``data``: the new file, None where nothing changes. ``updated``: before → now; ``kept``: typed over by hand, with
    what was printed and what it would be; ``sentences``: to be looked at again, as they stand → as they would be;
    ``notes``: footnotes that would say something else today;
    ``deleted``: controls that are gone; ``new_cells``: how many figures stand alone today (in a table) that did not;
    ``code``: of the copy printed → of today's."""

    data: bytes | None = None
    updated: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    sentences: list[Change] = field(default_factory=list)
    notes: list[Change] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    new_cells: int = 0
    code: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """What would be printed today."""

    figures: tuple[PrintedFigure, ...]
    sentences: Mapping[str, str]
    code: str
    notes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Tag of a figure → its title, and the footnote behind it."""

    @classmethod
    def of(cls, document: Content) -> Fresh:
        """Of a document just printed."""
        made = Edited(document)
        assert made.memory is not None
        sentences = sentences_in(made.data.decode(), {one.id: one.state for one in made.memory.figures})
        notes = {tag: (control.title, text) for tag, (control, text) in notes_behind(made).items()}
        return cls(figures=made.memory.figures, sentences=sentences, code=made.memory.code, notes=notes)


def refreshed(document: Content, fresh: Fresh, *, seal: bool = False) -> Refreshed:
    """The document with today's figures. ``seal``: it was as it had been written, and is so again.

    Errors: NotOurs for what bears no figures of ours, or must not be changed.
    """
    edited = Edited(document)
    if edited.memory is None:
        raise NotOurs("không có ô số do chương trình ghi")
    if edited.is_signed:
        raise NotOurs("đã ký số; cập nhật sẽ làm hỏng chữ ký")
    outcome = Refreshed(code=(edited.memory.code, fresh.code))
    _Work(edited, edited.memory, fresh, outcome).do(seal=seal)
    return outcome


class _Work:
    def __init__(self, edited: Edited, memory: Memory, fresh: Fresh, outcome: Refreshed) -> None:
        self._edited, self._memory, self._fresh, self._outcome = edited, memory, fresh, outcome
        self._today = {(one.tag, one.sentence): one for one in fresh.figures}
        self._found: set[int] = set()
        self._told: set[str] = set()
        self._written: dict[int, str] = {}

    def do(self, *, seal: bool) -> None:
        splice, records = Splice(self._edited.data), records_of(self._edited, self._memory)
        for control in self._edited.controls:
            record = records.get(control.at)
            if record is not None:
                self._found.add(record.id)
                self._look_at(control, record, splice)
        self._tell_of_what_is_gone()
        self._tell_of_old_sentences()
        self._tell_of_new_sentences()
        self._tell_of_notes()
        if self._outcome.updated:
            self._outcome.data = self._package(splice.done(), seal=seal)

    def _look_at(self, control: Control, record: PrintedFigure, splice: Splice) -> None:
        today = self._today.get((record.tag, record.sentence))
        typed = plain(control.text) != plain(record.text) and control.mark != mark_of(record.tag, control.text)
        if today is None or today.state != record.state == "":
            if not (typed and not plain(control.text)):
                self._tell_sentence(control, record)
        elif plain(control.text) == plain(today.text):
            return
        elif typed:
            told = Change(title=control.title, before=record.text, now=control.text, fresh=today.text)
            self._outcome.kept.append(told)
        else:
            self._outcome.updated.append(Change(title=control.title, before=control.text, now=today.text))
            self._write(control, record, today.text, splice)
            for ground in control.grounds if record.state == BLANK_STATE != today.state else ():
                splice.replace(ground.start, ground.end, "")

    def _write(self, control: Control, record: PrintedFigure, text: str, splice: Splice) -> None:
        first = next((word for word in control.words if word.name == "t"), None)
        if first is None:
            return
        if first.empty:
            splice.replace(first.start, first.end, f"<{first.prefix}t>{escape(text)}</{first.prefix}t>")
        else:
            splice.replace(first.inner, first.close, escape(text))
        for other in control.words:
            if other is not first and other.name == "t" and not other.empty:
                splice.replace(other.inner, other.close, "")
            elif other.name != "t":
                splice.replace(other.start, other.end, "")
        self._written[record.id] = text

    def _tell_sentence(self, control: Control, record: PrintedFigure) -> None:
        if record.sentence in self._told:
            return
        self._told.add(record.sentence)
        new = next((one.sentence for one in self._fresh.figures if one.tag == record.tag), "")
        self._told.add(new)
        told = Change(title=control.title, now=_around(control), fresh=self._fresh.sentences.get(new, ""))
        self._outcome.sentences.append(told)

    def _tell_of_what_is_gone(self) -> None:
        gone = [one for one in self._memory.figures if one.id not in self._found]
        self._outcome.deleted += [f"{one.title} ({one.text})" for one in gone]
        self._told |= {one.sentence for one in gone}

    def _tell_of_old_sentences(self) -> None:
        """Those without a figure that still stand there as they were printed, and would not be written today; the code
        of a copy where none would be."""
        lost = self._memory.sentences - self._fresh.sentences.keys()
        code = self._memory.code if self._fresh.code in self._fresh.sentences.values() else ""
        for text in self._edited.paragraphs if lost else ():
            for sentence in SENTENCE_END.split(text.strip()):
                key = sentence_key(sentence)
                if key in lost and key not in self._told and sentence != code:
                    self._told.add(key)
                    self._outcome.sentences.append(Change(title="", now=sentence))

    def _tell_of_new_sentences(self) -> None:
        codes = {self._memory.code, self._fresh.code}
        cells = {one.sentence: one.text for one in self._fresh.figures}
        for key, text in self._fresh.sentences.items():
            if key in self._memory.sentences or key in self._told or text.strip() in codes:
                continue
            if cells.get(key) == text:
                self._outcome.new_cells += 1
            else:
                self._outcome.sentences.append(Change(title="", fresh=text))

    def _tell_of_notes(self) -> None:
        """Footnotes that are not there, that say something else than they would today, or that would be none."""
        there = {tag: (control.title, text) for tag, (control, text) in notes_behind(self._edited).items()}
        for tag in {**there, **self._fresh.notes} if not _is_bare(self._edited) else ():
            (title, now), (own, fresh) = there.get(tag, ("", "")), self._fresh.notes.get(tag, ("", ""))
            if plain(now) != plain(fresh):
                self._outcome.notes.append(Change(title=title or own, now=now, fresh=fresh))

    def _package(self, part: bytes, *, seal: bool) -> bytes:
        edited, package = self._edited, self._edited.content.open()
        changed = {edited.part: part}
        if self._written:
            changed[edited.memory_part] = written_again(self._memory, self._written)
        members = [pack(name, changed[name] if name in changed else package.read(name)) for name in package.names]
        return packed(sealed(members) if seal else members, UNIX)


def _is_bare(edited: Edited) -> bool:
    """Whether a program saved it that drops tags and numbers the controls anew (LibreOffice 7)."""
    return not any(control.tag for control in edited.controls)


def records_of(edited: Edited, memory: Memory) -> dict[int, PrintedFigure]:
    """What the memory of a document says of each control, by its place; controls of others have none."""
    if _is_bare(edited):
        return {control.at: record for control, record in _in_step(edited.controls, memory.figures)}
    by_id = {one.id: one for one in memory.figures}
    by_tag: dict[str, list[PrintedFigure]] = {}
    for one in memory.figures:
        by_tag.setdefault(one.tag, []).append(one)
    found = ((control.at, _record(control, by_id, by_tag)) for control in edited.controls if control.tag)
    return {at: record for at, record in found if record is not None}


def _record(
    control: Control, by_id: Mapping[int, PrintedFigure], by_tag: Mapping[str, Sequence[PrintedFigure]]
) -> PrintedFigure | None:
    """By its number, else – a copy of it – by its tag."""
    own = by_id.get(control.id) if control.id is not None else None
    if own is not None and control.tag == own.tag:
        return own
    same = by_tag.get(control.tag, ())
    return next((one for one in same if plain(one.text) == plain(control.text)), same[0] if same else None)


def _in_step(controls: Sequence[Control], figures: Sequence[PrintedFigure]) -> Iterator[tuple[Control, PrintedFigure]]:
    """Each control with the figure it was printed as, by titles in the order they stand in; then what was moved.

    One with a look of its own (the yellow ground of a blank) has lost its title: it is told by those around it, as long
    as none of them is gone or new.
    """
    titles = [one.title for one in controls], [one.title for one in figures]
    left = [{*range(len(one))} for one in titles]
    at = (0, 0)
    for first, second, length in SequenceMatcher(None, *titles, autojunk=False).get_matching_blocks():
        between = range(at[0], first), range(at[1], second)
        untitled = len(between[0]) == len(between[1]) and not any(titles[0][number] for number in between[0])
        alike = zip(*between, strict=True) if untitled else ()
        for number, other in [*alike, *((first + step, second + step) for step in range(length))]:
            left[0].discard(number)
            left[1].discard(other)
            yield controls[number], figures[other]
        at = (first + length, second + length)
    for number in sorted(left[0]):
        same = [other for other in sorted(left[1]) if titles[1][other] == titles[0][number]]
        if len(same) == 1:
            left[1].discard(same[0])
            yield controls[number], figures[same[0]]


def _around(control: Control) -> str:
    """The sentence a control stands in."""
    return next(
        (sentence for sentence in SENTENCE_END.split(control.paragraph) if control.text and control.text in sentence),
        control.paragraph,
    )
