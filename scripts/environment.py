"""The scripts' own environment: ``.venv`` beside the sources, made once and used again. Standard library only."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def ready_python(extra: str = "") -> Path:
    """The Python of ``.venv`` with the project installed (editable), ``extra`` being "" or "test".

    Installs only when the environment is new or ``setup.cfg`` has changed. Needs no administrator.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must be able to say so itself
        sys.exit(f"Cần Python 3.11 trở lên; đang dùng {sys.version.split()[0]}.")
    folder = ROOT / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print("Đang tạo môi trường .venv (chỉ lần đầu)…", flush=True)
        venv.create(folder, with_pip=True)
    wanted = hashlib.sha256((ROOT / "setup.cfg").read_bytes() + extra.encode()).hexdigest()
    stamp = folder / f"installed-{extra or 'run'}.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        print("Đang cài các thư viện cần thiết (chỉ lần đầu, vài phút)…", flush=True)
        target = f"{ROOT}[{extra}]" if extra else str(ROOT)
        done = subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target]
        )
        if done.returncode:
            sys.exit("Không cài được thư viện. Đề nghị kiểm tra kết nối mạng rồi chạy lại.")
        stamp.write_text(wanted)
    return python


def run(python: Path, *arguments: str | Path) -> int:
    """Run the environment's Python with UTF-8 output; its exit code."""
    return subprocess.run([python, "-X", "utf8", *arguments], cwd=Path.cwd()).returncode
