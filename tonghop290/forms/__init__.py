"""The room of definitions: a form's TOML becomes a Form, a district's list becomes Units."""
