"""What the office wrote in ``tonghop290.toml``: form, office, mail. The password of the mail box is never there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tonghop290.campaign.folder import RoundError, RoundFolder
from tonghop290.campaign.kept_editions import Editions
from tonghop290.campaign.ledger.opening import known_codes
from tonghop290.definitions.toml_file import read_toml
from tonghop290.forms.faults import shown
from tonghop290.model import (
    DEFAULT_FORM,
    DEFINITION_FILE,
    UNITS_FILE,
    Form,
    FormError,
    Office,
    Period,
    Unit,
)
from tonghop290.pipeline.forms import load_form, load_office, load_units, period_of
from tonghop290.text.normalize import match_key

__all__ = [
    "INBOX_PASSWORD_VARIABLE",
    "PASSWORD_VARIABLE",
    "InboxSettings",
    "MailSettings",
    "Round",
    "choose_units",
    "load_round",
]

PASSWORD_VARIABLE = "TONGHOP290_MAT_KHAU"
"""The environment variable that may hold the password of the mail box."""
INBOX_PASSWORD_VARIABLE = f"{PASSWORD_VARIABLE}_NHAN"
"""The same for a mail box that is fetched from, where it is another one."""
_SECURITY = {"starttls": 587, "ssl": 465, "none": 25}
"""How mail leaves → the usual port."""
_PARTS = ("round", "office", "mail", "inbox")
_FETCHED_BY = {"ssl": 993, "starttls": 143}
"""How mail is fetched → the usual port; never without encryption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How mail leaves.

    ``sender``: the address in From. ``security``: "starttls", "ssl" or "none" (no password then).
    """

    sender: str = ""
    sender_name: str = ""
    host: str = ""
    port: int = 0
    security: str = "starttls"
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxSettings:
    """Where mail is fetched from (IMAP), read-only. ``security``: "ssl" or "starttls"; ``folder``: as people call
    it."""

    host: str = ""
    port: int = 0
    security: str = "ssl"
    user: str = ""
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round as its folder describes it.

    ``hash``: of the settings' bytes. ``editions``: the form and what it was before. ``lost_zeros``: codes as the list
    writes them now → as the round knows them; the units bear the latter.
    """

    folder: RoundFolder
    form: Form
    office: Office
    units: Mapping[str, Unit]
    mail: MailSettings
    hash: str
    editions: Editions
    inbox: InboxSettings = field(default_factory=InboxSettings)
    lost_zeros: Mapping[str, str] = field(default_factory=dict)

    def is_ours(self, address: str) -> bool:
        """Whether it is the office's own address."""
        own = f"{self.office.email} {self.mail.sender} {self.inbox.user}"
        return address.casefold() in own.casefold().replace(",", " ").replace(";", " ").split()


def load_round(folder: RoundFolder) -> Round:
    """The settings, form and units of a round. Errors: OSError; FormError with every fault."""
    content, data = read_toml(folder.settings)
    faults: list[str] = [f"{key}: không có mục này" for key in content if key not in _PARTS]
    said = _part(content, "round", {"form": str, "period": str}, faults)
    named, period = said.get("form", DEFAULT_FORM), _period(said, faults)
    mail, inbox = _mail(content, faults), _inbox(content, faults)
    if faults:
        raise FormError(str(folder.settings), faults)
    own = folder.root / named
    form = load_form(own if own.is_file() or (own / DEFINITION_FILE).is_file() else named, period=period)
    office = load_office(folder.settings, form)
    listed = load_units(folder.units, form)
    lost = _lost_zeros(listed, known_codes(folder.ledger)) if folder.ledger.is_file() else {}
    units = {lost.get(code, code): _with_zeros(unit, lost) for code, unit in listed.items()}
    mail = replace(mail, sender=mail.sender or office.email, sender_name=mail.sender_name or office.contact)
    return Round(
        folder=folder,
        form=form,
        office=office,
        units=units,
        mail=mail,
        hash=hashlib.sha256(data).hexdigest(),
        editions=Editions(folder, form, period=period),
        inbox=inbox,
        lost_zeros=lost,
    )


def _period(said: Mapping[str, Any], faults: list[str]) -> Period | None:
    """The period of the round, where its settings name one."""
    try:
        return period_of(said["period"]) if "period" in said else None
    except ValueError as error:
        faults.append(f"round.period: {error}")
        return None


def _lost_zeros(units: Mapping[str, Unit], known: set[str]) -> dict[str, str]:
    """The codes of a list that Excel has opened and saved (00015 became 15) → the codes the round knows."""
    by_number: dict[str, list[str]] = {}
    for code in known - set(units):
        by_number.setdefault(code.lstrip("0"), []).append(code)
    found = {code: by_number.get(code, []) for code in units if code not in known}
    return {code: codes[0] for code, codes in found.items() if len(codes) == 1}


def _with_zeros(unit: Unit, lost: Mapping[str, str]) -> Unit:
    """A unit under the code the round knows; its telephone with the zero that was lost with the code's."""
    if unit.code not in lost:
        return unit
    short = unit.phone.isdigit() and len(unit.phone) in (9, 10) and not unit.phone.startswith("0")
    return replace(unit, code=lost[unit.code], phone=f"0{unit.phone}" if short else unit.phone)


def choose_units(round: Round, names: Sequence[str]) -> list[Unit]:
    """Units by code or name; all of them when none is named. Errors: RoundError."""
    if not names:
        return list(round.units.values())
    chosen = []
    for name in names:
        key = match_key(name)
        found = [unit for unit in round.units.values() if name == unit.code] or [
            unit for unit in round.units.values() if key in (match_key(unit.title), match_key(unit.name))
        ]
        if len(found) != 1:
            several = f" Có {len(found)} đơn vị cùng tên: {', '.join(unit.code for unit in found)}." if found else ""
            raise RoundError(f"Không có đúng một đơn vị “{name}” trong {UNITS_FILE}.{several} Đề nghị ghi mã đơn vị.")
        chosen.append(found[0])
    return chosen


def _mail(content: Mapping[str, Any], faults: list[str]) -> MailSettings:
    if _holds_password(
        content, "mail", f"mật khẩu được hỏi khi gửi, hoặc lấy từ biến môi trường {PASSWORD_VARIABLE}", faults
    ):
        return MailSettings()
    values = _part(
        content,
        "mail",
        {"sender": str, "sender_name": str, "host": str, "port": int, "security": str, "user": str},
        faults,
    )
    mail = MailSettings(**values)
    if mail.security not in _SECURITY:
        faults.append(f"mail.security: {shown(mail.security)} không có trong: {', '.join(_SECURITY)}")
        return mail
    if mail.security == "none" and mail.user:
        faults.append(
            "mail.security: “none” không mã hoá nên không được gửi kèm tên và mật khẩu; "
            "đề nghị dùng “starttls” hoặc “ssl”"
        )
    if not 0 <= mail.port <= 65535:
        faults.append(f"mail.port: {mail.port} không phải là cổng (1 – 65535)")
    return mail if mail.port else replace(mail, port=_SECURITY[mail.security])


def _inbox(content: Mapping[str, Any], faults: list[str]) -> InboxSettings:
    how = f"mật khẩu được hỏi khi lấy thư, hoặc lấy từ biến môi trường {INBOX_PASSWORD_VARIABLE}, {PASSWORD_VARIABLE}"
    if _holds_password(content, "inbox", how, faults):
        return InboxSettings()
    kinds = {"host": str, "port": int, "security": str, "user": str, "folder": str}
    inbox = InboxSettings(**_part(content, "inbox", kinds, faults))
    if inbox.security not in _FETCHED_BY:
        faults.append(
            f"inbox.security: {shown(inbox.security)} không có trong: {', '.join(_FETCHED_BY)} "
            "(thư chỉ được lấy qua đường truyền đã mã hoá)"
        )
        return inbox
    if not 0 <= inbox.port <= 65535:
        faults.append(f"inbox.port: {inbox.port} không phải là cổng (1 – 65535)")
    return inbox if inbox.port else replace(inbox, port=_FETCHED_BY[inbox.security])


def _holds_password(content: Mapping[str, Any], name: str, how: str, faults: list[str]) -> bool:
    """Whether a part of the settings holds a password, which is a fault."""
    given = content.get(name, {})
    held = isinstance(given, Mapping) and any(key in given for key in ("password", "mat_khau"))
    if held:
        faults.append(f"{name}.password: không ghi mật khẩu vào tệp này; {how}")
    return held


def _part(content: Mapping[str, Any], name: str, kinds: Mapping[str, type], faults: list[str]) -> dict[str, Any]:
    part = content.get(name, {})
    if not isinstance(part, Mapping):
        faults.append(f"{name}: phải là một bảng [{name}]")
        return {}
    for key, value in part.items():
        if key not in kinds:
            faults.append(f"{name}.{key}: không có mục này")
        elif type(value) is not kinds[key]:
            faults.append(
                f"{name}.{key}: {shown(value)} phải là {'số' if kinds[key] is int else 'chữ (trong ngoặc kép)'}"
            )
    return {key: value for key, value in part.items() if key in kinds and type(value) is kinds[key]}
