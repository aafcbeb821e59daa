"""What the commands of a round cost, as whole processes: processor time with that of the children, and flushes.

    python scripts/dev/rounds.py --units 36 168 700 [--steps receive late …] [--against TREE] [--flush-ms 10]

Units come from the shipped register of July 2025, every figure is invented. ``--against``: another tree of the program,
measured in turn with this one; then ratios are what counts, the machine may drift. ``--flush-ms``: how long each fsync
is made to take (a small library put before the system's, where a C compiler is there); wall time tells then.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import tonghop290 as th
from tonghop290.campaign.new.register import find_area

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from dev import benchmark  # noqa: E402
from dev.rivals import OTHERS, READERS  # noqa: E402

ROUND_SETTINGS = """
[round]
form = "qd290-10-nam"
[office]
name = "Thử"
committee = "Huyện uỷ"
contact = "Ban Dân vận"
email = "danvan@thu.example"
letter_number = "1"
deadline = 2030-01-15
"""
_SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
static void counted(void) {
    const char *log = getenv("FLUSH_LOG"), *wait = getenv("FLUSH_MS");
    if (log) { int out = open(log, O_WRONLY | O_APPEND | O_CREAT, 0600); if (write(out, ".", 1)) {} close(out); }
    if (wait) usleep(1000 * atoi(wait));
}
int fsync(int fd) { counted(); int (*real)(int) = dlsym(RTLD_NEXT, "fsync"); return real(fd); }
int fdatasync(int fd) { counted(); int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync"); return real(fd); }
void sync(void) { counted(); void (*real)(void) = dlsym(RTLD_NEXT, "sync"); real(); }
"""


_FROM, _TO = "<!-- rounds -->", "<!-- /rounds -->"
WORDS = {
    "again": "receive, nothing new",
    "late": "receive, one late file",
    "batches": "receive, in ten batches",
    "mail": "receive, mails with 2 MB papers",
    "mail_again": "the same, nothing new",
    "page": "status as a page",
    "report2": "report, a second time",
    "report_late": "report after one late file",
    "openpyxl": "openpyxl and one pandera call",
    "openpyxl read_only": "openpyxl read_only and one pandera call",
    "pandas, calamine": "pandas.read_excel by calamine and one pandera call",
    "python-calamine": "python-calamine and one pandera call",
    "docxtpl": "check, then docxtpl for each report",
    "imports": "loading pandas and pandera alone",
    "floor": "inflating and parsing alone",
}
Results = dict[str, dict[str, dict[str, list[dict[str, float]]]]]
"""Units → what was measured → which tree → the runs."""


class Bench:
    """A folder with what is measured: the returns, plain and in mails; one round a step."""

    def __init__(self, work: Path, count: int) -> None:
        self.work, self.count = work / str(count), count
        form = th.load_form()
        area = find_area(form.folder.parent / "registers", form.levels)
        self.units = {unit.code: unit for unit in area.units[:count]}
        self.returns = self.work / "returns"
        if not self.returns.is_dir():
            draft = self.work / "draft"
            shutil.rmtree(draft, ignore_errors=True)
            benchmark.make_returns(form, self.units, draft, variants=count)  # no two with the same figures
            draft.rename(self.returns)
        with (self.work / "units.csv").open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(("code", "name", "type", "parent", "email"))
            for unit in self.units.values():
                rows.writerow((unit.code, unit.name, unit.type, unit.parent, f"xa{unit.code}@thu.example"))
        self.paths = sorted(self.returns.iterdir())
        self.runs = 0

    def round(self, *, keep: Path | None = None) -> Path:
        """A round of all units: a new one, or a copy."""
        self.runs += 1
        root = self.work / "rounds" / str(self.runs)
        shutil.rmtree(root, ignore_errors=True)
        if keep is not None:
            shutil.copytree(keep, root)
            return root
        root.mkdir(parents=True)
        (root / "tonghop290.toml").write_text(ROUND_SETTINGS, encoding="utf-8")
        run(ROOT, "init", root, "--units", self.work / "units.csv")
        return root

    def put(self, root: Path, paths: list[Path]) -> None:
        for path in paths:
            shutil.copy(path, root / "thu_den" / path.name)

    def mails(self, root: Path, *, size: int) -> None:
        """Each return in a mail of its unit, with a signed paper of so many bytes."""
        rng = random.Random(290)
        for path in self.paths:
            mail = EmailMessage()
            mail["From"], mail["Subject"] = f"xa{path.stem}@thu.example", f"Biểu của {self.units[path.stem].title}"
            mail["Date"], mail["Message-ID"] = "Thu, 01 Jan 2026 08:00:00 +0700", f"<{path.stem}@thu.example>"
            mail.set_content("Kính gửi")
            mail.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename=path.name)
            mail.add_attachment(
                b"%PDF-1.4\n" + rng.randbytes(size), maintype="application", subtype="pdf", filename="ky.pdf"
            )
            (root / "thu_den" / f"{path.stem}.eml").write_bytes(mail.as_bytes())


def run(tree: Path, *arguments: str | Path, flush_ms: int = 0) -> dict[str, float]:
    """One command of ours as a whole process."""
    return spawned(tree, ["-m", "tonghop290", *map(str, arguments)], flush_ms=flush_ms)


def spawned(tree: Path, program: list[str], *, flush_ms: int = 0) -> dict[str, float]:
    """A Python program as a whole process: processor seconds, wall seconds, flushes, peak MB."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "flushes"
        path = os.pathsep.join(filter(None, (str(tree), str(without_test_packages()), os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "FLUSH_LOG": str(log)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
        if shim := flush_shim():
            environment["LD_PRELOAD"] = str(shim)
        if flush_ms:
            environment["FLUSH_MS"] = str(flush_ms)
        start = time.perf_counter()
        command = [sys.executable, "-X", "utf8", *program]
        process = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ((0, 1, 3) if program[0] == "-m" else (0,)):
            sys.exit(f"{command}: {said[-2000:]}")
        return {
            "cpu": used.ru_utime + used.ru_stime,
            "wall": wall,
            "flushes": log.stat().st_size if log.exists() else 0,
            "peak_mb": used.ru_maxrss / 1024,
        }


def without_test_packages() -> Path:
    """A folder to look into first, so that what an office has not installed is not found: pandera loads hypothesis
    where it is there."""
    place = Path(tempfile.gettempdir()) / f"not_in_an_office_{os.getuid()}"
    place.mkdir(exist_ok=True)
    (place / "hypothesis.py").write_text("raise ImportError(__name__)\n")
    return place


def flush_shim() -> Path | None:
    """A library that counts, and delays, what is flushed to the disk; None without a C compiler."""
    place = Path(tempfile.gettempdir()) / f"flush_shim_3_{os.getuid()}.so"
    if not place.exists():
        if shutil.which("cc") is None:
            return None
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "shim.c"
            source.write_text(_SHIM)
            subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", place, source, "-ldl"], check=True)
    return place


Step = Callable[[Bench, Path, int], Iterator[tuple[str, dict[str, float]]]]


def check(bench: Bench, tree: Path, ms: int) -> Iterator[tuple[str, dict[str, float]]]:
    yield "check", run(tree, "check", bench.returns, "--units", bench.work / "units.csv", flush_ms=ms)


def receive(bench: Bench, tree: Path, ms: int) -> Iterator[tuple[str, dict[str, float]]]:
    """All at once; then what is done with them."""
    root = bench.round()
    yield "issue", run(tree, "issue", "-C", root, flush_ms=ms)
    bench.put(root, bench.paths)
    yield "receive", run(tree, "receive", "-C", root, flush_ms=ms)
    yield "again", run(tree, "receive", "-C", root, flush_ms=ms)
    yield "status", run(tree, "status", "-C", root, flush_ms=ms)
    yield "page", run(tree, "status", "-C", root, "-o", root / "ket_qua" / "tinh_hinh.html", flush_ms=ms)


def documents(bench: Bench, tree: Path, ms: int) -> Iterator[tuple[str, dict[str, float]]]:
    """What is written of all but one, once more, and when that one has come."""
    root = bench.round()
    bench.put(root, bench.paths[:-1])
    run(tree, "receive", "-C", root)
    reports = ("report", root, "-o", root / "ket_qua" / "bao_cao")
    yield "summary", run(tree, "summary", root, "-o", root / "ket_qua" / "tong_hop.xlsx", flush_ms=ms)
    yield "report", run(tree, *reports, flush_ms=ms)
    yield "report2", run(tree, *reports, flush_ms=ms)
    bench.put(root, bench.paths[-1:])
    run(tree, "receive", "-C", root)
    yield "report_late", run(tree, *reports, flush_ms=ms)


def late(bench: Bench, tree: Path, ms: int) -> Iterator[tuple[str, dict[str, float]]]:
    """One file after all the others."""
    root = bench.round()
    bench.put(root, bench.paths[:-1])
    run(tree, "receive", "-C", root)
    bench.put(root, bench.paths[-1:])
    yield "late", run(tree, "receive", "-C", root, flush_ms=ms)


def batches(bench: Bench, tree: Path, ms: int) -> Iterator[tuple[str, dict[str, float]]]:
    """In ten batches."""
    root, total = bench.round(), {"cpu": 0.0, "wall": 0.0, "flushes": 0.0, "peak_mb": 0.0}
    for number in range(10):
        bench.put(root, bench.paths[number::10])
        own = run(tree, "receive", "-C", root, flush_ms=ms)
        total = {key: total[key] + value if key != "peak_mb" else max(total[key], value) for key, value in own.items()}
    yield "batches", total


def mail(bench: Bench, tree: Path, ms: int) -> Iterator[tuple[str, dict[str, float]]]:
    """In mails with a signed paper of 2 MB each."""
    root = bench.round()
    bench.mails(root, size=2 * 2**20)
    box = sum(path.stat().st_size for path in (root / "thu_den").iterdir())
    done = run(tree, "receive", "-C", root, flush_ms=ms)
    kept = sum(path.stat().st_size for path in (root / "luu_tru").rglob("*") if path.is_file())
    yield "mail", {**done, "kept_of_box": kept / box}
    yield "mail_again", run(tree, "receive", "-C", root, flush_ms=ms)


def rivals(bench: Bench, tree: Path, ms: int) -> Iterator[tuple[str, dict[str, float]]]:
    """What a user would write instead of ``check``, and what the machine needs at least."""
    yield from check(bench, tree, ms)
    for way in (*READERS, *OTHERS):
        if way != "frictionless" or importlib.util.find_spec(way) is not None:
            yield way, spawned(tree, [str(ROOT / "scripts" / "dev" / "rivals.py"), way, str(bench.returns)])


STEPS: dict[str, Step] = {step.__name__: step for step in (check, receive, late, batches, mail, documents, rivals)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, nargs="+", default=[36, 168], help="how many units (3321 the country)")
    parser.add_argument("--steps", nargs="+", choices=[*STEPS], default=[*STEPS])
    parser.add_argument("--against", type=Path, help="another tree of the program, measured in turn")
    parser.add_argument("--times", type=int, default=1, help="how often; the median is told")
    parser.add_argument("--flush-ms", type=int, default=0, help="milliseconds each fsync is made to take")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "rounds_measured")
    parser.add_argument("--write", action="store_true", help="write the table into docs/speed.md")
    parser.add_argument("--json", type=Path, help="write the results here too")
    given = parser.parse_args()
    trees = {"this": ROOT, **({"other": given.against} if given.against else {})}
    for tree in trees.values():
        compileall.compile_dir(tree / "tonghop290", quiet=1)
    results: Results = {}
    for count in given.units:
        bench, found = Bench(given.work, count), results.setdefault(str(count), {})
        print(f"{count} units: processor seconds, wall seconds, flushes, MB", flush=True)
        for _ in range(given.times):
            for step in given.steps:
                for name, tree in trees.items():
                    for part, measured in STEPS[step](bench, tree, given.flush_ms):
                        found.setdefault(part, {}).setdefault(name, []).append(measured)
                        told = " ".join(f"{key} {value:.2f}" for key, value in measured.items())
                        print(f"{part:20} {name:6} {told}", flush=True)
        shutil.rmtree(bench.work / "rounds", ignore_errors=True)
    if given.json:
        given.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    if given.write:
        page = ROOT / "docs" / "speed.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(f"{_FROM}\n")
        after = rest.partition(_TO)[2]
        page.write_text(f"{before}{_FROM}\n{table(results)}{_TO}{after}", encoding="utf-8")
    return 0


def table(results: Results) -> str:
    """A line a command: processor seconds, and times those of ``check`` on the same returns in the same run."""
    counts = list(results)
    lines = ["| | " + " | ".join(f"{count} units" for count in counts) + " |", "|---" * (len(counts) + 1) + "|"]
    for part in dict.fromkeys(part for found in results.values() for part in found):
        cells = [_cell(found, part) for found in results.values()]
        lines.append(f"| {WORDS.get(part, part)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(found: dict[str, dict[str, list[dict[str, float]]]], part: str) -> str:
    runs = found.get(part, {}).get("this", [])
    checks = [run["cpu"] for run in found.get("check", {}).get("this", [])]
    if not runs or not checks:
        return ""
    times = sorted(run["cpu"] / checks[min(number, len(checks) - 1)] for number, run in enumerate(runs))
    seconds = sorted(run["cpu"] for run in runs)[len(runs) // 2]
    spread = f" ({times[0]:.2f}–{times[-1]:.2f})" if len(times) > 1 else ""
    flushes = f", {runs[0]['flushes']:.0f} waits" if runs[0]["flushes"] else ""
    kept = f", {runs[0]['kept_of_box']:.2f} of the box kept" if "kept_of_box" in runs[0] else ""
    return f"{seconds:.1f} s, {times[len(times) // 2]:.2f}×{spread}{flushes}{kept}"


if __name__ == "__main__":
    sys.exit(main())
