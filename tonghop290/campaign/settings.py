"""What the office wrote of a round: form, office, units, mail. The password of the mail box is never there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tonghop290.campaign.folder import RoundError, RoundFolder
from tonghop290.campaign.kept_editions import Editions
from tonghop290.campaign.written.listed import listed_of
from tonghop290.campaign.written.settings_read import read_written
from tonghop290.campaign.written.sound import office_faults
from tonghop290.forms.faults import shown
from tonghop290.model import (
    DEFAULT_FORM,
    DEFINITION_FILE,
    SETTINGS_FILE,
    Form,
    Office,
    Period,
    Unit,
)
from tonghop290.pipeline.forms import load_form, office_of, period_of
from tonghop290.text.nearest import Named
from tonghop290.text.normalize import clean_text

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
_OF_ROUND = {"form": str, "period": str, "officer": str, "withdrawn": list}
_CALLED = {int: "số", str: "chữ (trong ngoặc kép)", list: "danh sách chữ trong ngoặc vuông"}
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
    file: str = SETTINGS_FILE
    """Where people find these settings."""


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

    ``hash``: of the settings. ``editions``: the form and what it was before. ``lost_zeros``: codes as the list
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
    officer: str = ""
    """Who works in the round, by name: of whatever is done without ``--who``."""
    notes: tuple[str, ...] = ()
    """What was understood otherwise than it is written, each with its place."""

    @property
    def settings_name(self) -> str:
        """The file people look into for the settings, as it is told of."""
        return self.folder.settings.name

    @property
    def units_name(self) -> str:
        """The same for the units."""
        return self.folder.units.name

    def is_ours(self, address: str) -> bool:
        """Whether it is the office's own address."""
        own = f"{self.office.email} {self.mail.sender} {self.inbox.user}"
        return address.casefold() in own.casefold().replace(",", " ").replace(";", " ").split()


def load_round(folder: RoundFolder) -> Round:
    """The settings, form and units of a round, and the ledger's word on what it knows of them.

    Errors: OSError; FormError with every fault, of the workbook's two sheets together.
    """
    written = read_written(folder)
    own = folder.root / str(_named_form(written.content))
    faults: list[str] = [f"{key}: không có mục này" for key in written.content if key not in _PARTS]
    said = _part(written.content, "round", _OF_ROUND, faults)
    mail, inbox, period = _mail(written.content, faults), _inbox(written.content, faults), _period(said, faults)
    if faults and written.desk is None:
        written.raise_faults(faults, {})
    named = said.get("form", DEFAULT_FORM)
    form = load_form(own if own.is_file() or (own / DEFINITION_FILE).is_file() else named, period=period)
    known = written.with_own(form)
    office = office_of(known.content, form, known.places, faults)
    if written.desk is not None:
        faults += office_faults(office, known.places)
    listed = listed_of(folder, written, form, withdrawn=said.get("withdrawn", ()))
    written.raise_faults([*known.faults, *faults, *listed.faults], known.places)
    return Round(
        folder=folder,
        form=form,
        office=office,
        units=listed.units,
        mail=replace(
            mail,
            sender=mail.sender or office.email,
            sender_name=mail.sender_name or office.contact,
            file=folder.settings.name,
        ),
        hash=written.hash,
        editions=Editions(folder, form, period=period),
        inbox=inbox,
        lost_zeros=listed.lost_zeros,
        officer=clean_text(said.get("officer", ""), keep_lines=False),
        notes=(*known.notes, *listed.notes),
    )


def _named_form(content: Mapping[str, Any]) -> str:
    said = content.get("round")
    return str(said.get("form", DEFAULT_FORM)) if isinstance(said, Mapping) else DEFAULT_FORM


def _period(said: Mapping[str, Any], faults: list[str]) -> Period | None:
    """The period of the round, where its settings name one."""
    try:
        return period_of(said["period"]) if "period" in said else None
    except ValueError as error:
        faults.append(f"round.period: {error}")
        return None


def _nobody(_: str) -> None:
    """Who is told nothing."""


def choose_units(
    round: Round, names: Sequence[str], *, say: Callable[[str], None] = _nobody, slips: bool = True
) -> list[Unit]:
    """Units by code or name, also without accents, or with a slip of which one unit is near; all of them when none is
    named.

    ``say``: is told of each that was understood otherwise than it is written; ``slips``: whether those are understood.
    Errors: RoundError, with those that may be meant.
    """
    if not names:
        return list(round.units.values())
    return [_chosen(round, name, say, slips) for name in names]


def _chosen(round: Round, name: str, say: Callable[[str], None], slips: bool) -> Unit:
    named = Named({unit.code: (unit.title, unit.name) for unit in round.units.values()})
    found, how = ([name], "written") if name in round.units else named.find(name)
    if len(found) == 1 and (slips or how != "nearly"):
        unit = round.units[found[0]]
        if how != "written":
            say(f"Hiểu “{name}” là {unit.title} ({unit.code}).")
        return unit
    alike = ", ".join(f"{round.units[code].title} ({code})" for code in found[:8])
    near = f" Có phải là: {alike}?" if alike else ""
    raise RoundError(f"Không có đúng một đơn vị “{name}” trong {round.units_name}.{near} Đề nghị ghi mã đơn vị.")


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
            faults.append(f"{name}.{key}: {shown(value)} phải là {_CALLED[kinds[key]]}")
    return {key: value for key, value in part.items() if key in kinds and type(value) is kinds[key]}
