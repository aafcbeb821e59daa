"""Set up and run the whole road on a demonstration district: ``python3 scripts/demo.py [FOLDER]``.

Windows: ``py scripts\\demo.py``. Makes and reuses ``.venv``; writes into a new folder (default ``chay_thu``).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from environment import ready_python, run


def free_folder(name: str) -> Path:
    """``name``, or ``name-2``, ``name-3`` … when it is taken: nothing is ever written over."""
    folder, number = Path(name), 1
    while folder.exists() and any(folder.iterdir()):
        number += 1
        folder = Path(f"{name}-{number}")
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description="Chạy thử trọn vòng với một huyện mẫu (số liệu bịa).")
    parser.add_argument("folder", nargs="?", help="thư mục ghi kết quả (mặc định: chay_thu)")
    folder = parser.parse_args().folder
    return run(ready_python(), "-m", "tonghop290", "demo", folder or free_folder("chay_thu"))


if __name__ == "__main__":
    sys.exit(main())
