"""Definitions, lists of units and settings of an office: lines swapped, values lied about, rules without end."""

from __future__ import annotations

from random import Random

from dev.fuzzers.case import Case
from dev.fuzzers.mutate import spoil_bytes, spoil_lines
from dev.fuzzers.seeds import SMALL_FORM, Seeds

from tests.samples.rounds import SETTINGS

__all__ = ["a_case"]

VALUES = (
    "0",
    "-1",
    "1e999",
    "nan",
    "-inf",
    "true",
    "'" + "9" * 10_000 + "'",
    "9" * 3_000,
    "0x" + "f" * 200,
    "1979-05-27",
    "0001-01-01",
    "9999-12-31T23:59:59Z",
    "[]",
    "[[]]",
    "{}",
    '""',
    '"\\u0000"',
    '"\\u001b[2J"',
    '"\\u202e"',
    '"../../x"',
    '"/etc/passwd"',
    '"=1+1"',
    '"' + "a" * 40_000 + '"',
    "[" * 300 + "]" * 300,
    "[" * 20_000,
    "{ how = 'mean', weight = 'dan_so' }",
    "{ how = 'ratio', numerator = 'ty_le', denominator = 'ty_le' }",
    "{ how = 'sum' }",
    "[1e308, -1e308]",
    "[5, 1]",
    "[2010-01-01, 3]",
    '["a", "a", 1]',
    '"date"',
    '"choice"',
    '"long text"',
    '"percent"',
    '"integer"',
    '"dan_so"',
    '"M01"',
    '"nội dung"',
)
RULES = (
    "dan_so > 0",
    "(" * 3_000 + "1" + ")" * 3_000,
    "not " * 3_000 + "dan_so",
    "-" * 5_000 + "dan_so > 0",
    "dan_so" + " + dan_so" * 5_000 + " > 0",
    "dan_so > " + "9" * 10_000,
    "dan_so ** dan_so ** dan_so > 1",
    "9 ** 9 ** 9 > 1",
    "dan_so > 1e400",
    "dan_so == 'x' * 10 ** 10",
    "sum(mo_hinh.nam) / count(mo_hinh) > 0",
    "sum(mo_hinh) > 0",
    "max() > 0",
    "round(dan_so, 10 ** 9) > 0",
    "round(dan_so, -999) > 0",
    "year(dan_so) > 0",
    "year(ngay_chot) / 0 > 0",
    "ngay_chot - ngay_chot > 0",
    "ngay_chot > 2019",
    "blank(dan_so) == blank(ngay_chot)",
    "1 if dan_so else ngay_chot",
    "(1 if dan_so else 2) if (3 if dang_vien else 4) else 5",
    "dan_so < dang_vien < dien_tich < dan_so",
    "dan_so if dan_so > 0 else " * 200 + "1",
    "__import__('os').system('id')",
    "().__class__.__mro__",
    "lambda: 1",
    "[x for x in (1,)]",
    "dan_so := 1",
    "f'{dan_so}' == 'x'",
    "dan_so\n> 0",
    "dan_so > 0 # x",
    "ty_le > 0 and ty_le < 0",
    "min(dan_so, ngay_chot) > 0",
    "abs(abs(abs(dan_so))) > -1",
    "dân_số > 0",
    "dan_so > １２",
    "1_000 < dan_so",
    "dan_so is None",
    "dan_so in (1, 2)",
    "not blank(mo_hinh)",
    "dan_so % 0 > 0",
    "dan_so // dang_vien > 0",
)
MESSAGES = (
    "{dan_so:>999999999}",
    "{",
    "}",
    "{{dan_so}}",
    "{dan_so!r}",
    "{dan_so.__class__}",
    "{0}",
    "{max(mo_hinh.nam):year}",
    "{" * 3_000,
)
UNITS = "code,name,email\n20001,Xã Mẫu 1,xa1@mau.example\n20002,Xã Mẫu 2,\n"
OFFICE = SETTINGS[SETTINGS.index("[office]") :]


def a_case(dice: Random, seeds: Seeds) -> Case:
    how = dice.choice(("lines", "lines", "rules", "rules", "bytes", "units", "settings"))
    form, units, office = SMALL_FORM.encode(), UNITS.encode(), OFFICE.encode()
    if how == "lines":
        form = spoil_lines(SMALL_FORM, dice, VALUES).encode("utf-8", "surrogatepass")
    elif how == "rules":
        form = _with_rules(dice).encode("utf-8", "surrogatepass")
    elif how == "bytes":
        form = spoil_bytes(form, dice)
    elif how == "units":
        units = _spoiled_units(dice)
    else:
        office = spoil_lines(OFFICE, dice, VALUES).encode("utf-8", "surrogatepass")
    named = ("--form", "bieu")
    all_three = (*named, "--units", "don_vi.csv", "--settings", "tonghop290.toml")
    commands = [("form", "lint", *named), ("blank", *all_three, "-o", "phat_hanh")]
    commands.append(("check", "20001.xlsx", *all_three, "--format", "json", "-o", "ra.json"))
    if dice.random() < 0.3:
        commands.append(("report", "20001.xlsx", *all_three, "-o", "bao_cao", "--district"))
    if dice.random() < 0.3:
        commands.append(("summary", "20001.xlsx", *all_three, "-o", "tong_hop.xlsx"))
    if dice.random() < 0.1:
        commands.append(("form", "self-test", *named))
    code, (data, values) = next(iter(seeds.small_returns.items()))
    files = (
        {f"{code}.xlsx": data, "don_vi.csv": units, "tonghop290.toml": office} | seeds.small | {"bieu/form.toml": form}
    )
    known = {code: [values]} if how in ("units", "settings") else {}
    return Case(fuzzer="definitions", files=files, commands=tuple(commands), known=known, label=how)


def _with_rules(dice: Random) -> str:
    text = SMALL_FORM
    rule = dice.choice(RULES)
    if dice.random() < 0.3:
        rule = dice.choice(RULES) + dice.choice((" and ", " or ", " + ", " if ", " == ")) + rule
    quoted = '"' + rule.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    match dice.randrange(4):
        case 0:
            return text.replace('"dang_vien / dan_so * 100"', quoted)
        case 1:
            return text.replace('"Số đảng viên ({dang_vien}) lớn hơn dân số ({dan_so})."', f'"{dice.choice(MESSAGES)}"')
        case _:
            return text.replace('"dang_vien <= dan_so"', quoted)


def _spoiled_units(dice: Random) -> bytes:
    rows = UNITS.splitlines()
    match dice.randrange(6):
        case 0:
            return spoil_bytes(UNITS.encode(), dice)
        case 1:
            return UNITS.replace(",", dice.choice((";", "\t", "|"))).encode(
                dice.choice(("utf-8", "utf-16", "cp1258")), "replace"
            )
        case 2:
            rows.insert(dice.randrange(3), dice.choice(rows))
        case 3:
            rows.append(
                dice.choice(
                    (
                        "../../x,Xã A,",
                        "20001\x00,Xã A,",
                        '"20009,Xã A',
                        "CON,Xã A/../B,",
                        "2,=1+1,",
                        ",,",
                        "x" * 400 + ",Xã A,",
                    )
                )
            )
        case 4:
            rows = [*rows, *(f"3{number:04},Xã Số {number}," for number in range(dice.choice((10, 60))))]
        case _:
            rows[0] = dice.choice(("", "code", "code,code,name", "mã,tên", rows[0] + ",code"))
    return "\n".join(rows).encode("utf-8", "surrogatepass")
