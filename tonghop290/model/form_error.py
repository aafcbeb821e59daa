"""A definition that does not hold: all of its faults at once."""

from __future__ import annotations

from collections.abc import Iterable

from tonghop290.text.normalize import without_controls

__all__ = ["FormError"]


class FormError(ValueError):
    """A form definition, or ``what`` an office wrote, with faults: all of them, each with its place
    (``fields.dan_so.usual: …``)."""

    def __init__(self, source: str, faults: Iterable[str], what: str = "định nghĩa biểu mẫu") -> None:
        self.source, self.what = source, what
        self.faults = tuple(
            without_controls(fault) for fault in faults
        )  # they are printed; a definition holds anything
        super().__init__(
            f"{source}: {len(self.faults)} lỗi trong {what}\n" + "\n".join(f"  {fault}" for fault in self.faults)
        )

    def __reduce__(self) -> tuple[type[FormError], tuple[str, tuple[str, ...], str]]:
        return type(self), (self.source, self.faults, self.what)  # it travels to other processes
