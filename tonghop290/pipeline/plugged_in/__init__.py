"""Plug-ins of other packages: found by their entry points, asked, and what they make written."""
