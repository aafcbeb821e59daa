"""Where things lie: the project, and what may lie beside it (``../shared`` only adds; the suite needs none of it)."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus"
CORPUS_FILES = CORPUS / "files"
GOLDEN = ROOT / "tests" / "golden"
