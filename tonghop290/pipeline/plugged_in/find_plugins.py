"""The plug-ins of the installed packages, by their entry points; none is loaded here.

``importlib.metadata`` goes through the installed packages (116 of them: 8 ms), so what it said is kept as long as no
folder that packages are installed in has changed.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tonghop290.plugged import PLUGIN_KINDS, DatasetCheck, FileKinds, Plugin, PluginError, Readings, loaded

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from tonghop290.parcels.leaves import Known

__all__ = ["GROUP", "OFF", "able_to_read", "active_plugins", "kinds_known", "settled"]

GROUP = "tonghop290.plugins"
"""The group of entry points."""
OFF = "TONGHOP290_NO_PLUGINS"
"""The environment variable that switches plug-ins off: any text but "" and "0"."""
_NAME = re.compile(rf"({'|'.join(PLUGIN_KINDS)})\.([A-Za-z0-9_-]+)")


def active_plugins() -> tuple[Plugin, ...]:
    """The plug-ins of the installed packages, by kind and name; none where ``TONGHOP290_NO_PLUGINS`` is set.

    Errors: PluginError for two of one kind and name, and for a name that is none ("reading.chu-so").
    """
    if os.environ.get(OFF, "") not in ("", "0"):
        return ()
    found: dict[str, Plugin] = {}
    for entry in _entry_points(tuple((folder, _changed(folder)) for folder in sys.path)):
        plugin = _named(entry)
        other = found.setdefault(plugin.id, plugin)
        if other is not plugin:
            both = f"{other.told}; {plugin.told}"
            raise PluginError(both, "hai gói cùng mang một tên", "two packages claim one name")
    return tuple(found[id] for id in sorted(found, key=lambda id: (PLUGIN_KINDS.index(found[id].kind), id)))


@functools.lru_cache(maxsize=8)
def _entry_points(_folders: tuple[tuple[str, int], ...]) -> tuple[EntryPoint, ...]:
    """The entry points of the packages in these folders, as long as none has changed."""
    from importlib.metadata import entry_points

    return tuple(entry_points(group=GROUP))


def _changed(folder: str) -> int:
    """When something was last put into a folder or taken out, in nanoseconds; 0 for none."""
    try:
        return os.stat(folder or ".").st_mtime_ns
    except OSError:
        return 0


def settled(plugins: Sequence[Plugin] | None) -> tuple[Plugin, ...]:
    """Those that were given, or else the active ones. Errors: PluginError."""
    return active_plugins() if plugins is None else tuple(plugins)


def able_to_read(plugins: Sequence[Plugin]) -> None:
    """Load what reads and checks, so that what is broken is told before anything is read. Errors: PluginError."""
    Readings(plugins)
    for plugin in plugins:
        if plugin.kind == "check":
            loaded(plugin, DatasetCheck)


def kinds_known(plugins: Sequence[Plugin]) -> Known | None:
    """What knows the kinds of files that plug-ins read; None where there are none. Errors: PluginError."""
    kinds = FileKinds(plugins)
    return kinds.find if kinds else None


def _named(entry: EntryPoint) -> Plugin:
    package, version, place = "", "", ""
    if entry.dist is not None:
        package, version = entry.dist.name, entry.dist.version
        place = os.path.abspath(str(entry.dist.locate_file("")))
    kind = next((kind for kind in PLUGIN_KINDS if entry.name.startswith(f"{kind}.")), None)
    if kind is None or not _NAME.fullmatch(entry.name) or ":" not in entry.value:
        raise PluginError(
            f"{entry.name} = {entry.value}, gói {package} {version}",
            f"tên phải là LOẠI.TÊN với loại trong {', '.join(PLUGIN_KINDS)}, giá trị là module:đối_tượng",
            f"an entry point is KIND.NAME = module:object, of the kinds {', '.join(PLUGIN_KINDS)}",
        )
    name = entry.name.partition(".")[2]
    return Plugin(kind=kind, name=name, package=package, version=version, target=entry.value, place=place)
