"""A plug-in as its package names it, so that it travels to other processes; loaded only where it is asked."""

from __future__ import annotations

import importlib
import operator
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args

from tonghop290.model import told
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.text.normalize import without_controls

__all__ = ["PLUGIN_KINDS", "Plugin", "PluginError", "PluginKind", "guarded", "loaded", "make_importable"]

PluginKind = Literal["file", "reading", "check", "document", "export"]
"""What plug-ins add: kinds of files, cleaning readings, checks over a dataset, documents, exports."""
PLUGIN_KINDS: tuple[PluginKind, ...] = get_args(PluginKind)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One plug-in: the entry point ``KIND.NAME = module:object`` of a package. ``place``: the folder the package lies
    in."""

    kind: PluginKind
    name: str
    package: str
    version: str
    target: str
    place: str = ""

    @property
    def id(self) -> str:
        """ "reading.chu-so"."""
        return f"{self.kind}.{self.name}"

    @property
    def told(self) -> str:
        """ "reading.chu-so, gói tonghop290-chu-so 1.0": as people are told of it."""
        return told("{id}, gói {package} {version}", id=self.id, package=self.package, version=self.version)


class PluginError(RuntimeError):
    """A plug-in that cannot be loaded, offers too little, fails, or claims what another one does; its text is one
    sentence in Vietnamese and one in English, with the package."""

    def __init__(self, who: str, what: str, in_english: str) -> None:
        """``who``: the plug-in or plug-ins, with their packages."""
        self.who, self.what, self.in_english = who, what, in_english
        super().__init__(
            f"Phần bổ sung {who}: {what}. Đề nghị báo tác giả của gói, hoặc đặt biến TONGHOP290_NO_PLUGINS=1 để chạy "
            f"không có phần bổ sung.\n(Plug-in {who.replace(', gói ', ' of package ')}: {in_english}. "
            "Set TONGHOP290_NO_PLUGINS=1 to run without plug-ins.)"
        )

    def __reduce__(self) -> tuple[type[PluginError], tuple[str, str, str]]:
        return type(self), (self.who, self.what, self.in_english)  # it travels to other processes


def loaded(plugin: Plugin, protocol: Callable[..., T]) -> T:
    """What a plug-in offers: its object, or one made of its class. Errors: PluginError."""
    module, _, attribute = plugin.target.partition(":")
    with guarded(plugin, "không nạp được", "cannot be loaded"):
        found: Any = operator.attrgetter(attribute)(importlib.import_module(module))
        made = found() if isinstance(found, type) else found
    wanted = [name for name in dir(protocol) if not name.startswith("_")]
    lacking = [name for name in wanted if not hasattr(made, name)]
    if lacking:
        names = ", ".join(lacking)
        raise PluginError(plugin.told, f"thiếu {names}", f"lacks {names} of {protocol.__name__}")
    return made  # type: ignore[no-any-return]  # it offers all the protocol asks


@contextmanager
def guarded(plugin: Plugin, what: str, in_english: str) -> Iterator[None]:
    """Whatever goes wrong inside is the plug-in's. Errors: PluginError; Unreadable as it comes."""
    try:
        yield
    except (PluginError, Unreadable):
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        why = without_controls(f"{type(error).__name__}: {error} ({place.filename}:{place.lineno})")
        raise PluginError(plugin.told, f"{what}, {why}", f"{in_english}, {why}") from error


def make_importable(plugins: Iterable[Plugin]) -> None:
    """In a child process, which knows nothing of the folders its parent was given: where the packages lie."""
    sys.path.extend(place for place in dict.fromkeys(one.place for one in plugins) if place and place not in sys.path)
