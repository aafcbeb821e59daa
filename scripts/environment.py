"""The scripts' own environments, made once and used again. Standard library only.

``.venv`` beside the sources holds the newest of every library, ``.venv-lowest`` the lowest that ``setup.cfg`` admits.
"""

from __future__ import annotations

import configparser
import hashlib
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def floors() -> list[str]:
    """The lowest version of every library the program asks for, as ``setup.cfg`` names it; ValueError without one."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    asked = setup["options"]["install_requires"].split()
    found = [re.fullmatch(r"([\w-]+(?:\[\w+\])?)>=([\d.]+)", line) for line in asked]
    if None in found:
        raise ValueError(f"without a floor: {asked[found.index(None)]}")
    return [f"{one[1]}=={one[2]}" for one in found if one]


def ready_python(extra: str = "", *, lowest: bool = False) -> Path:
    """The Python of an environment with the project installed (editable), ``extra`` being "" or "test".

    Installs only when the environment is new or ``setup.cfg`` has changed. Needs no administrator.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must be able to say so itself
        sys.exit(f"Cần Python 3.11 trở lên; đang dùng {sys.version.split()[0]}.")
    folder = ROOT / (".venv-lowest" if lowest else ".venv")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print(f"Đang tạo môi trường {folder.name} (chỉ lần đầu)…", flush=True)
        venv.create(folder, with_pip=True)
    wanted = hashlib.sha256((ROOT / "setup.cfg").read_bytes() + extra.encode()).hexdigest()
    stamp = folder / f"installed-{extra or 'run'}.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        print("Đang cài các thư viện cần thiết (chỉ lần đầu, vài phút)…", flush=True)
        target = f"{ROOT}[{extra}]" if extra else str(ROOT)
        exactly = floors() if lowest else []
        quietly = ("--quiet", "--disable-pip-version-check", "--no-compile")
        done = subprocess.run([python, "-m", "pip", "install", *quietly, "--editable", target, *exactly])
        if done.returncode:
            sys.exit("Không cài được thư viện. Đề nghị kiểm tra kết nối mạng rồi chạy lại.")
        compile_libraries(python)
        stamp.write_text(wanted)
    return python


def compile_libraries(python: Path) -> None:
    """On all cores, and without the libraries' own tests, which are half of it: pip compiles everything on one."""
    libraries = "import sysconfig; print(sysconfig.get_path('purelib'))"
    folder = subprocess.run([python, "-c", libraries], capture_output=True, text=True, encoding="utf-8").stdout.strip()
    subprocess.run([python, "-m", "compileall", "-qq", "-j", "0", "-x", r"[/\\]tests?[/\\]", folder])


def run(python: Path, *arguments: str | Path) -> int:
    """Run the environment's Python with UTF-8 output; its exit code."""
    return subprocess.run([python, "-X", "utf8", *arguments], cwd=Path.cwd()).returncode
