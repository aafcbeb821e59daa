"""The ledger of a round damaged page by page, cut, or with rows changed; then every command of the round."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from random import Random

from dev.fuzzers.case import Case
from dev.fuzzers.mutate import spoil_bytes
from dev.fuzzers.seeds import Seeds

__all__ = ["a_case"]

LEDGER = "so_lieu.sqlite"
_PAGE = 4096
_VALUES = (
    "",
    "{}",
    "[]",
    "null",
    "{",
    '{"values": []}',
    '{"values": {"dan_so": "x"}}',
    "../../../x",
    "/tmp/x",
    "\x1b[2J\u202e",
    "9999-99-99T99:99:99",
    "current",
    "0" * 64,
    "20009",
    "a" * 100_000,
    0,
    -1,
    2**62,
    None,
    b"\xff\xfe",
)
_SELDOM = ("fetch", "init", "demo")
_COMMANDS = (
    ("status",),
    ("status", "Xã Mẫu 3"),
    ("status", "--history"),
    ("status", "-o", "ket_qua/a.xlsx", "-o", "ket_qua/a.html"),
    ("check", ".", "--format", "json", "-o", "ket_qua/ra.json"),
    ("report", ".", "-o", "ket_qua/bao_cao"),
    ("summary", ".", "-o", "ket_qua/tong_hop.xlsx"),
    ("summary", ".", "--format", "json", "-o", "ket_qua/so_lieu"),
    ("diff", "Xã Mẫu 3"),
    ("receive", "--dry-run"),
    ("receive",),
    ("accept", "Xã Mẫu 3", "1", "--why", "đã hỏi"),
    ("accept", "Xã Mẫu 3", "--return", "1", "--why", "đã hỏi"),
    ("issue",),
    ("issue", "--again", "--all"),
    ("remind", "--all"),
)
_LATER = {"repair": ("repair",), "close": ("close",), "assign": ("assign", "Xã Mẫu 3", "20003.xlsx")}
"""Commands a round may have: run when this program knows them."""


def a_case(dice: Random, seeds: Seeds) -> Case:
    files = dict(seeds.round)
    how = dice.choice(("pages", "pages", "bytes", "cut", "rows", "rows", "rows", "beside", "readings"))
    if how == "rows":
        files[LEDGER] = _rows_changed(files[LEDGER], dice)
    elif how == "beside":
        files[LEDGER + dice.choice(("-journal", "-wal", "-shm"))] = dice.choice(
            (b"x" * 512, files[LEDGER][:8192], bytes(4096))
        )
    elif how == "readings":
        files[".da_doc"] = spoil_bytes(files[".da_doc"], dice)
    else:
        files[LEDGER] = _pages_changed(files[LEDGER], how, dice)
    if dice.random() < 0.3:
        files.pop(".da_doc", None)
    if dice.random() < 0.3:
        files["thu_den/moi.xlsx"] = seeds.small_returns["20004"][0]
    commands = dice.sample(_known_commands(), dice.choice((3, 6, 9)))
    known = {code: [values] for code, (_, values) in seeds.small_returns.items()}
    known["20003"] = [known["20003"][0] | {"dan_so": people} for people in (25_000, 6_021)]
    ours = tuple(name for name in files if not name.startswith(("thu_den/", "luu_tru/", "bieu/", "don_vi", "tonghop")))
    return Case(fuzzer="ledgers", files=files, commands=tuple(commands), known=known, ours=ours, label=how)


def _known_commands() -> list[tuple[str, ...]]:
    from tonghop290.cli.main import cli

    return [*_COMMANDS, *(command for name, command in _LATER.items() if name in cli.commands)]


def _pages_changed(data: bytes, how: str, dice: Random) -> bytes:
    made, pages = bytearray(data), len(data) // _PAGE
    at, other = (
        slice(number * _PAGE, (number + 1) * _PAGE) for number in (dice.randrange(pages), dice.randrange(pages))
    )
    if how == "cut":
        return bytes(made[: dice.choice((0, 1, 16, 99, 100, dice.randrange(len(made)), pages // 2 * _PAGE))])
    if how == "bytes":
        for _ in range(dice.choice((1, 4, 40))):
            made[dice.randrange(100 if dice.random() < 0.2 else len(made))] = dice.randrange(256)
        return bytes(made)
    match dice.randrange(5):
        case 0:
            made[at] = bytes(_PAGE)
        case 1:
            made[at], made[other] = made[other], made[at]
        case 2:
            made[at] = dice.randbytes(_PAGE)
        case 3:
            del made[at]
        case _:
            made[at] = made[other]
    return bytes(made)


def _rows_changed(data: bytes, dice: Random) -> bytes:
    """Values of some rows changed, rows or tables left out, another version: by a hand with a program for databases."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / LEDGER
        path.write_bytes(data)
        with closing(sqlite3.connect(path, isolation_level=None)) as base:
            base.execute("PRAGMA foreign_keys = OFF")
            base.execute("PRAGMA ignore_check_constraints = ON")
            tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for _ in range(dice.choice((1, 1, 2, 4))):
                with suppress(sqlite3.Error):  # a strict table takes no such value: another try
                    _change_one(base, dice.choice(tables), dice)
        return path.read_bytes()


def _change_one(base: sqlite3.Connection, table: str, dice: Random) -> None:
    names = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")')]
    column = dice.choice(names)
    where = "" if dice.random() < 0.3 else f" WHERE rowid = {dice.randint(1, 4)}"
    match dice.randrange(9):
        case 0:
            base.execute(f'DELETE FROM "{table}"{where}')
        case 1 if dice.random() < 0.3:
            base.execute(f'DROP TABLE "{table}"')
        case 2 if dice.random() < 0.3:
            base.execute(f"PRAGMA user_version = {dice.choice((0, 1, 99, -1))}")
        case 3:
            (text,) = base.execute(f'SELECT "{column}" FROM "{table}"').fetchone() or ("",)
            changed = re.sub(r"\d", lambda _: str(dice.randrange(10)), str(text), count=1)
            base.execute(f'UPDATE "{table}" SET "{column}" = ?{where}', (changed,))
        case 4:
            (text,) = base.execute(f'SELECT "{column}" FROM "{table}"').fetchone() or ("",)
            base.execute(
                f'UPDATE "{table}" SET "{column}" = ?{where}', (str(text)[: dice.randrange(len(str(text)) + 1)],)
            )
        case _:
            base.execute(f'UPDATE "{table}" SET "{column}" = ?{where}', (dice.choice(_VALUES),))
