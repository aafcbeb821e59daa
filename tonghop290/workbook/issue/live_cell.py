"""The live check of one cell: what its type, range and state ask, in the sentences the office's check uses.

Where the two cannot agree, because a formula does not see what a reader sees, ``docs/live.md`` says so: text that can
be read as a number ("1.234", "không") asks for a number here and is read with a note there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tonghop290.messages import CATALOGUE, VALUE_SHOWN, clip_value
from tonghop290.model import STATE_NO_DATA, STATES, Field, Range
from tonghop290.text.format import format_date, format_number
from tonghop290.workbook.issue.formulas import WHOLE_TOLERANCE, constant, date_text, number_text, quoted

__all__ = ["CellCheck", "limit_in_words"]

_MOST_DECIMALS = 6
_LAST_DAY = "DATE(9999,12,31)"
_FIRST_DAY = "DATE(1900,3,1)"
_MARK = "\0"

NOT_A_NUMBER, NOT_A_DATE = "Ô này cần một số, không kèm chữ.", "Ô này cần một ngày, ví dụ 31/12/2019."
ERROR_VALUE, NOT_TEXT = "Công thức trong ô báo lỗi.", "Ô chứa giá trị đúng/sai, không phải nội dung."
CONFLICT = "Đã chọn “Không có số liệu” thì ô số liệu để trống."
UNKNOWN_STATE = "Trạng thái không có trong danh sách nên không được tính."


class CellCheck:
    """Formula texts over the cell of one input: ``verdict``, ``usable``, ``answered``, ``wrong`` and ``doubtful``.

    ``verdict`` is "" / "missing" / "error" / "warning"; ``usable`` the value that takes part in rules, or "";
    ``wrong`` and ``doubtful`` the sentences of an error and of a warning.
    """

    def __init__(self, field: Field, value: str, state: str) -> None:
        self.field, self.value, self.state = field, value, state
        self.empty = f"LEN(TRIM({value}))=0"
        self.missing = '"missing"' if field.required else '""'
        if field.figure or field.type == "date":
            self._number()
        else:
            self._words()

    # --- numbers and dates ----------------------------------------------------------------------------------------

    def _number(self) -> None:
        field, value = self.field, self.value
        self.read = (
            f"INT({value})" if field.type == "date" else f"ROUND({value},0)" if field.type == "integer" else value
        )
        kind = [f"ISNUMBER({value})", f"NOT(ISLOGICAL({value}))"]
        self.kind = f"AND({','.join(kind)})"
        doubts = list(self._doubts())
        doubt = f"OR({','.join(test for test, _ in doubts)})" if doubts else "FALSE"
        judged = f'IF({self._fits()},IF({doubt},"warning",""),"error")'
        verdict = f'IF({self.empty},{self.missing},IF({self.kind},{judged},"error"))'
        usable = f'IF({self.kind},IF({self._fits()},{self.read},""),"")'
        answered = f"IF({self.empty},0,1)"
        wrong = f"IF({self.kind},{self._misfit()},{quoted(NOT_A_DATE if field.type == 'date' else NOT_A_NUMBER)})"
        if field.figure:
            none = f"IFERROR(TRIM({self.state})={quoted(STATE_NO_DATA)},FALSE)"
            unknown = self._unknown_state()
            verdict = f'IF({none},IF({self.empty},"","error"),{verdict})'
            verdict = f'IF(AND({unknown},{self.empty},{self.missing}=""),"warning",{verdict})'
            usable, answered, wrong = (
                f'IF({none},"",{usable})',
                f"IF({none},1,{answered})",
                f"IF({none},{quoted(CONFLICT)},{wrong})",
            )
        self.verdict = f'IF(ISERROR({value}),"error",{verdict})'
        self.usable = f'IFERROR({usable},"")'
        self.answered = f"IFERROR({answered},1)"
        self.wrong = f"IF(ISERROR({value}),{quoted(ERROR_VALUE)},{wrong})"
        self.doubtful = '&" "&'.join(f'IF({test},{sentence},"")' for test, sentence in doubts) or '""'

    def _fits(self) -> str:
        """Whether a number is of the field's type and within its hard range."""
        tests = []
        if self.field.type == "integer":
            tests.append(self._whole())
        elif self.field.type == "date":
            tests += [f"{self.read}>={_FIRST_DAY}", f"{self.read}<={_LAST_DAY}"]
        tests += self._within(self.field.hard)
        return f"AND({','.join(tests)})" if tests else "TRUE"

    def _whole(self) -> str:
        return f"ABS({self.value}-ROUND({self.value},0))<{WHOLE_TOLERANCE}*MAX(1,ABS({self.value}))"

    def _within(self, limits: Range | None) -> list[str]:
        return [] if limits is None else [f"{self.read}>={_limit(limits.low)}", f"{self.read}<={_limit(limits.high)}"]

    def _misfit(self) -> str:
        """The sentence of a number that does not fit."""
        sentence = quoted(NOT_A_DATE if self.field.type == "date" else NOT_A_NUMBER)
        hard = self.field.hard
        if hard is not None:
            low, high = (
                self._range_sentence("below-range", limit=limit_in_words(hard.low, self.field)),
                self._range_sentence("above-range", limit=limit_in_words(hard.high, self.field)),
            )
            sentence = f"IF({self.read}<{_limit(hard.low)},{low},{high})"
        if self.field.type == "integer":
            fraction = self._sentence(
                "not-whole", number_text(self.value, _MOST_DECIMALS), measure=self.field.unit or "số nguyên"
            )
            sentence = f"IF({self._whole()},{sentence},{fraction})"
        return sentence

    def _doubts(self) -> Iterator[tuple[str, str]]:
        """(test, sentence) of everything that is only unusual."""
        field, value = self.field, self.value
        if field.type == "percent":
            test = f"AND({value}>0,{value}<1)"
            yield test, self._sentence("percent-fraction", number_text(value, _MOST_DECIMALS))
        if field.usual is not None:
            facts = {"low": limit_in_words(field.usual.low, field), "high": limit_in_words(field.usual.high, field)}
            yield (
                f"AND(ISNUMBER({value}),{self.read}<{_limit(field.usual.low)})",
                self._range_sentence("unusual-low", **facts),
            )
            yield (
                f"AND(ISNUMBER({value}),{self.read}>{_limit(field.usual.high)})",
                self._range_sentence("unusual-high", **facts),
            )
        if field.figure:
            yield self._unknown_state(), quoted(UNKNOWN_STATE)

    def _unknown_state(self) -> str:
        """Whether the state is none the form knows."""
        others = ",".join(f"TRIM({self.state})<>{quoted(state)}" for state in STATES)
        return f"IFERROR(AND(LEN(TRIM({self.state}))>0,{others}),TRUE)"

    def _range_sentence(self, code: str, **facts: str) -> str:
        field = self.field
        if field.type == "date":
            return self._sentence(code, date_text(self.value), **facts)
        if field.unit == "năm":
            return self._sentence(code, f'{self.read}&""', **facts)
        unit = f"&{quoted(' ' + field.unit)}" if field.unit else ""
        return self._sentence(code, number_text(self.read, _MOST_DECIMALS) + unit, **facts)

    def _sentence(self, code: str, value: str, **facts: str) -> str:
        """The catalogue's sentence with the formula ``value`` in the place of its value."""
        given = {key: clip_value(fact) for key, fact in facts.items()}
        text = CATALOGUE[code].message.format(label=self.field.short, value=_MARK, **given)
        before, _, after = text.partition(_MARK)
        return "&".join(
            part for part in (quoted(before) if before else "", value, quoted(after) if after else "") if part
        )

    # --- words ----------------------------------------------------------------------------------------------------

    def _words(self) -> None:
        field, value = self.field, self.value
        listed, wrong = "TRUE", quoted(NOT_TEXT)
        if field.type == "choice" and not field.other_allowed:
            listed = f"OR({','.join(f'TRIM({value})={quoted(choice)}' for choice in field.choices)})"
            outside = self._sentence("not-a-choice", _cut(f"TRIM({value})"), choices=", ".join(field.choices))
            wrong = f"IF(ISLOGICAL({value}),{wrong},{outside})"
        verdict = f'IF({self.empty},{self.missing},IF(ISLOGICAL({value}),"error",IF({listed},"","error")))'
        self.verdict = f'IF(ISERROR({value}),"error",{verdict})'
        self.usable, self.doubtful = '""', '""'
        self.answered = f"IFERROR(IF({self.empty},0,1),1)"
        self.wrong = f"IF(ISERROR({value}),{quoted(ERROR_VALUE)},{wrong})"


def limit_in_words(limit: float | dt.date | None, field: Field) -> str:
    """An end of a field's range as a sentence says it: 31/12/2019, 1.234,5, a year without its point."""
    if isinstance(limit, dt.date):
        return format_date(limit)
    assert limit is not None
    return str(int(limit)) if field.unit == "năm" and float(limit).is_integer() else format_number(limit)


def _cut(text: str) -> str:
    """A text as messages show it, cut where they cut it."""
    return f"IF(LEN({text})>{VALUE_SHOWN},LEFT({text},{VALUE_SHOWN - 1})&{quoted('…')},{text})"


def _limit(limit: object) -> str:
    if isinstance(limit, dt.date):
        return f"DATE({limit.year},{limit.month},{limit.day})"
    assert isinstance(limit, float)
    return constant(limit)
