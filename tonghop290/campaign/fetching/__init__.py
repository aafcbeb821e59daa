"""Fetching: the mails of a folder of the office's mail box, read and never changed, each once."""
