"""What plug-ins make of a report, written: they give bytes, and where they go is decided as of every output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from tonghop290.model import Unit
from tonghop290.outputs import Guard
from tonghop290.pipeline.callers.to_stream import folder_or_stream
from tonghop290.pipeline.issue import unit_file_name
from tonghop290.pipeline.report import Report
from tonghop290.plugged import Plugin, guarded, loaded
from tonghop290.text.normalize import safe_file_name
from tonghop290.written_before import key_of

__all__ = ["DocumentOutput", "ExportOutput", "write_documents", "write_export"]

_FAILED = "không viết được", "failed to write"


@runtime_checkable
class DocumentOutput(Protocol):
    """A document (``document.NAME``), written beside the form's own by ``report``."""

    @property
    def suffix(self) -> str:
        """How its file's name ends (".docx")."""

    @property
    def about(self) -> Literal["unit", "office"]:
        """Whether there is one for each unit with a return that counts, or one of the office."""

    def document(self, report: Report, unit: Unit | None) -> bytes:
        """The whole file. ``unit``: the one it is about, None for the office's own."""


@runtime_checkable
class ExportOutput(Protocol):
    """The figures for other programs (``export.NAME``), written by ``summary --format NAME``."""

    def files(self, report: Report) -> Mapping[str, bytes]:
        """File name → the whole file; names without folders."""


@folder_or_stream
def write_documents(report: Report, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """The documents of the report's plug-ins in a folder; the paths written, [] without such plug-ins.

    ``overwrite``: also over files that are not ours. Errors: OSError (:class:`OutputRefused` before anything is
    written); PluginError.
    """
    made: dict[str, tuple[bytes, Plugin]] = {}
    for plugin in report.plugins:
        if plugin.kind == "document":
            made |= {name: (data, plugin) for name, data in _documents(plugin, report).items()}
    return _written(report, Path(folder), made, overwrite)


@folder_or_stream
def write_export(report: Report, folder: str | Path, *, name: str, overwrite: bool = False) -> list[Path]:
    """The files of the export ``name`` of the report's plug-ins in a folder; the paths written.

    ``overwrite``: as in :func:`write_documents`. Errors: KeyError for no such export, naming those there are; OSError;
    PluginError.
    """
    exports = {plugin.name: plugin for plugin in report.plugins if plugin.kind == "export"}
    if name not in exports:
        raise KeyError(f"{name}: {', '.join(exports) or 'no plug-in exports anything'}")
    plugin = exports[name]
    export = loaded(plugin, ExportOutput)
    with guarded(plugin, *_FAILED):
        files = {_plain(given): bytes(data) for given, data in export.files(report).items()}
    return _written(report, Path(folder), {given: (data, plugin) for given, data in files.items()}, overwrite)


def _documents(plugin: Plugin, report: Report) -> dict[str, bytes]:
    """File name → the file: of each unit with a return that counts, or of the office."""
    document = loaded(plugin, DocumentOutput)
    with guarded(plugin, *_FAILED):
        name = safe_file_name(f"{plugin.name}{document.suffix}")
        if document.about == "office":
            return {name: bytes(document.document(report, None))}
        units = [unit for path in report.current if (unit := report.dataset.units[path]) is not None]
        return {unit_file_name(unit, f" - {name}"): bytes(document.document(report, unit)) for unit in units}


def _plain(name: str) -> str:
    if name != safe_file_name(name) or Path(name).name != name:
        raise ValueError(f"{name!r} is no plain name of a file")
    return name


def _written(report: Report, folder: Path, made: Mapping[str, tuple[bytes, Plugin]], overwrite: bool) -> list[Path]:
    """All of them, once it is known that all may be written; each is noted, so that it is known as ours again."""
    guard = Guard(report.paths, overwrite=overwrite)
    places: Sequence[Path] = [guard.file(guard.folder(folder) / name) for name in made]
    for place, (data, plugin) in zip(places, made.values(), strict=True):
        place.parent.mkdir(parents=True, exist_ok=True)
        guard.before.write(place, data, key_of(plugin.told, data))
    guard.before.keep()
    return [*places]
