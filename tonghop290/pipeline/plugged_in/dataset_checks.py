"""The checks of plug-ins over all returns: their points become findings, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tonghop290.model import SEVERITY_ORDER, Dataset, Field, Finding, Form
from tonghop290.plugged import DatasetCheck, Plugin, Point, guarded, loaded
from tonghop290.text.normalize import without_controls

__all__ = ["findings_of_plugins"]


def findings_of_plugins(form: Form, counting: Callable[[], Dataset], checks: Iterable[Plugin]) -> Iterator[Finding]:
    """What these checks say, check by check. ``counting``: makes the returns that count, for each check anew: whatever
    it does to them is its own. Errors: PluginError."""
    for plugin in checks:
        check, dataset = loaded(plugin, DatasetCheck), counting()
        with guarded(plugin, "không kiểm tra được số liệu", "failed on the data"):
            found = [_finding(plugin, form, dataset, point) for point in _points(check, form, dataset)]
        yield from found


def _points(check: DatasetCheck, form: Form, dataset: Dataset) -> Iterator[Point]:
    for point in check.check(form, dataset):
        if point.path not in dataset.units:
            raise KeyError(f"a point of {point.path!r}, which is no return of the dataset")
        if point.field is not None and _field(form, point.field) is None:
            raise KeyError(f"a point of {point.field!r}, which the form does not have")
        if point.severity not in SEVERITY_ORDER:
            raise ValueError(f"a point of severity {point.severity!r}")
        yield point


def _field(form: Form, id: str) -> Field | None:
    """A field of the form, or the column of "table.row.column"; None where it has none."""
    if "." not in id:
        return form.fields.get(id)
    table, column = id.partition(".")[0], id.rpartition(".")[2]
    columns = form.tables[table].columns if table in form.tables else ()
    return next((one for one in columns if one.id == column), None)


def _finding(plugin: Plugin, form: Form, dataset: Dataset, point: Point) -> Finding:
    at = dataset.places.get((point.path, point.field)) if point.field is not None else None
    field = _field(form, point.field) if point.field is not None else None
    return Finding(
        code=f"plugin-{plugin.name}",
        severity=point.severity,
        stage="compare",
        message=without_controls(point.message),
        fix=without_controls(point.fix),
        file=point.path,
        unit=dataset.units[point.path],
        field=point.field,
        label=field.short if field is not None else None,
        sheet=at.sheet if at is not None else None,
        cell=at.a1 if at is not None else None,
        value=dataset.texts.get((point.path, point.field)) if point.field is not None else None,
    )
