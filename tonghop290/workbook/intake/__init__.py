"""The form comes back: files are found, workbooks read, fields, tables and senders recognised."""
