"""What other packages may add: named plug-ins, and what they must offer. Found by the hallway, given downwards by name.

Plugin                                      one plug-in as its package names it; loaded where it is asked
FileKind → Sheet                            a kind of file a return may come in
CleaningReading → Read                      what a text means that we cannot read
DatasetCheck → Point                        what is to be said of all returns together
PluginError                                 a plug-in that does not hold, with its package
"""

from tonghop290.plugged.asked_plugins import FileKinds, Readings, is_plugged, read_with_plugin
from tonghop290.plugged.named import PLUGIN_KINDS, Plugin, PluginError, PluginKind, guarded, loaded, make_importable
from tonghop290.plugged.protocols import CellValue, CleaningReading, DatasetCheck, FileKind, Point, Read, Sheet

__all__ = [
    "PLUGIN_KINDS",
    "CellValue",
    "CleaningReading",
    "DatasetCheck",
    "FileKind",
    "FileKinds",
    "Plugin",
    "PluginError",
    "PluginKind",
    "Point",
    "Read",
    "Readings",
    "Sheet",
    "guarded",
    "is_plugged",
    "loaded",
    "make_importable",
    "read_with_plugin",
]
