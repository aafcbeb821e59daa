"""A written report looked at again: its form, its letters, what it carries, the page it prints."""
