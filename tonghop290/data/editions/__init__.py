"""Returns of an earlier edition of a form, seen by the present one."""
