"""The figures of a report as content controls: marked while a template is filled, found again after hands."""
