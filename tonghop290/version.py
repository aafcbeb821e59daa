"""The version of the program: one place for the package, its metadata and what is kept of earlier readings."""

__all__ = ["__version__"]

__version__ = "0.1.0"
