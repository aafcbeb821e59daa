"""A form's phrases: words of its templates that are written in other words, and pre-filled sentences fitted by them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from tonghop290.model import About, Form, FormError, Phrase, refit
from tonghop290.narrative.controls.told import Told
from tonghop290.narrative.words.phrases import environment
from tonghop290.narrative.words.word_list import OTHER_SENTENCES, words_of
from tonghop290.text.format import ToneStyle, tone_style

__all__ = ["PhraseBook", "names_in", "sentence_source", "source_of", "through_phrases"]

_SLOT = re.compile(r"\{(\w+)\}")
_OTHER_CASE = {"Ky": "{{ ky[:1] | upper }}{{ ky[1:] }}", "KY": "{{ ky | upper }}"}
"""The period at the beginning of a sentence, and in capitals."""


def sentence_source(sentence: str, with_source: Collection[str] = ()) -> str:
    """A field's sentence as a template says it; after the figures in ``with_source`` also what their total rests on."""

    def tag(slot: re.Match[str]) -> str:
        source = f"{{{{ {slot[1]}.nguon }}}}" if slot[1] in with_source else ""
        return _OTHER_CASE.get(slot[1], f"{{{{ {slot[1]} }}}}{source}")

    return _SLOT.sub(tag, sentence)


def source_of(phrase: Phrase, about: About) -> str:
    """How a phrase is written in documents of that kind."""
    return phrase.office or phrase.text if about == "office" else phrase.text


@lru_cache(maxsize=4096)
def names_in(source: str) -> frozenset[str]:
    """The words a text with tags names; none of one that is no template (lint says why)."""
    from jinja2 import TemplateSyntaxError, nodes

    try:
        return frozenset(node.name for node in environment().parse(source).find_all(nodes.Name))
    except (TemplateSyntaxError, RecursionError):
        return frozenset()


def through_phrases(names: Collection[str], form: Form) -> frozenset[str]:
    """The words, and those the form's phrases among them are made of."""
    found, left = set(names), list(names)
    inside = {phrase.id: names_in(phrase.text) | names_in(phrase.office) for phrase in form.paper.phrases}
    while left:
        new = inside.get(left.pop(), frozenset()) - found
        found |= new
        left += new
    return frozenset(found)


def _other_sentences(form: Form, about: About, printed: Collection[str]) -> list[Phrase]:
    """The sentences of the fields a template does not print itself, where it has a place for them."""
    if OTHER_SENTENCES not in printed:
        return []
    named = through_phrases(printed, form)
    figures = [id for id, field in form.fields.items() if field.figure] if about == "office" else []
    return [
        Phrase(id=f"{OTHER_SENTENCES}.{id}", text=sentence_source(field.sentence, figures))
        for id, field in form.fields.items()
        if field.sentence and id not in named
    ]


class PhraseBook:
    """The phrases of a form for documents of one kind; compiled once, filled for each of them.

    ``printed``: the words the document prints (None: all there are). ``needed``: those and whatever their phrases and
    the fitted sentences rest on.
    """

    def __init__(self, form: Form, about: About, printed: Collection[str] | None = None) -> None:
        self._form, self._about = form, about
        taken = form.fields.keys() | form.tables.keys()
        others = _other_sentences(form, about, printed or ())
        self._others = [phrase.id for phrase in others]
        self._phrases = {
            phrase.id: phrase for phrase in form.paper.phrases if phrase.id not in taken if phrase.about in ("", about)
        } | {phrase.id: phrase for phrase in others}
        self.fits = tuple(fit for fit in form.paper.fits if fit.about in ("", about))
        known = words_of(form, about)
        unknown = [fit for fit in self.fits if fit.becomes not in known]
        if unknown:
            told = [f"fitted.{fit.id}.becomes: không có thẻ “{fit.becomes}”" for fit in unknown]
            raise FormError(str(form.folder / form.file), told)
        asked = (*(known if printed is None else printed), *self._others)
        self._order: list[str] = []
        self.needed = frozenset(self._asked([*asked, *(fit.becomes for fit in self.fits)], ())) | frozenset(asked)
        self._programs: dict[str, Any] = {}
        self._refit = lru_cache(maxsize=4096)(self._refitted)

    def _asked(self, names: Collection[str], around: tuple[str, ...]) -> Iterator[str]:
        """What the names rest on; phrases are put in order, each after those it is made of."""
        for name in names:
            yield name
            if name in self._phrases and name not in self._order:
                if name in around:
                    raise FormError(
                        str(self._form.folder / self._form.file),
                        [f"phrases.{name}.text: cụm từ đi vòng: {' → '.join((*around, name))}"],
                    )
                inner = sorted(names_in(source_of(self._phrases[name], self._about)))
                yield from self._asked(inner, (*around, name))
                if name not in self._order:
                    self._order.append(name)

    def fill(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """The phrases needed, each in its words, and the sentences no tag asks for. Errors: :class:`FormError` for one
        that cannot be filled."""
        made: dict[str, Any] = {}
        for name in self._order:
            named = names_in(source_of(self._phrases[name], self._about))
            own = {word: made.get(word, words.get(word)) for word in named if word in made or word in words}
            made[name] = Told.of(self._rendered(name, own).strip())
        return made | {OTHER_SENTENCES: [made.pop(name) for name in self._others]}

    def _rendered(self, name: str, words: Mapping[str, Any]) -> str:
        from jinja2 import TemplateError

        from tonghop290.narrative.sandbox.jinja import reason_of

        try:
            if name not in self._programs:
                jinja = environment(marking=True)
                jinja.autoescape = False  # it is escaped where it is printed
                self._programs[name] = jinja.from_string(source_of(self._phrases[name], self._about))
            return str(self._programs[name].render(words))
        except (TypeError, AttributeError, ValueError, LookupError, ArithmeticError, TemplateError) as error:
            place = f"phrases.{name}.{'office' if self._about == 'office' and self._phrases[name].office else 'text'}"
            raise FormError(str(self._form.folder / self._form.file), [f"{place}: {reason_of(error)}"]) from error

    def fitted(self, sentence: str, words: Mapping[str, Any], tones: ToneStyle) -> str:
        """A sentence of the form with the words of this unit or office, in the office's spelling."""
        return self._refit(sentence, tuple(str(words[fit.becomes]) for fit in self.fits), tones)

    def _refitted(self, sentence: str, meant: tuple[str, ...], tones: ToneStyle) -> str:
        return tone_style(
            refit(sentence, self.fits, {fit.id: word for fit, word in zip(self.fits, meant, strict=True)}), tones
        )
