"""What other packages may add to tonghop290, without a line of it changed: the five protocols, and their values.

A package names its plug-ins among its entry points, group ``tonghop290.plugins``, as ``KIND.NAME = module:object``:

    [project.entry-points."tonghop290.plugins"]
    "file.bang-ke" = "my_package:TsvFiles"            a kind of file a return may come in       FileKind
    "reading.chu-so" = "my_package:numbers_in_words"  what a text means that we cannot read     CleaningReading
    "check.tong" = "my_package:Sums"                  what is to be said of all returns         DatasetCheck
    "document.giay-moi" = "my_package:Invitation"     a document of each unit, or of the office DocumentOutput
    "export.yaml" = "my_package:as_yaml"              the figures for another program           ExportOutput

The object is one that offers the protocol, or a class that is made without arguments. Installed is active:
``check`` finds them when it is called (``plugins=()`` does without), the environment variable
``TONGHOP290_NO_PLUGINS`` switches them off. A plug-in that cannot be loaded, lacks something, fails, or is named as
another one is, is one ``PluginError`` with its package; none is passed over in silence.
"""

from __future__ import annotations

from tonghop290.model import Field
from tonghop290.pipeline.plugged_in.find_plugins import active_plugins
from tonghop290.pipeline.plugged_in.plugged_outputs import (
    DocumentOutput,
    ExportOutput,
    write_documents,
    write_export,
)
from tonghop290.plugged import (
    CellValue,
    CleaningReading,
    DatasetCheck,
    FileKind,
    Plugin,
    PluginError,
    PluginKind,
    Point,
    Read,
    Sheet,
)

__all__ = [
    "CellValue",
    "CleaningReading",
    "DatasetCheck",
    "DocumentOutput",
    "ExportOutput",
    "Field",
    "FileKind",
    "Plugin",
    "PluginError",
    "PluginKind",
    "Point",
    "Read",
    "Sheet",
    "active_plugins",
    "write_documents",
    "write_export",
]
