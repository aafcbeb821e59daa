"""The definition as a TOML file: read, its faults with their lines and in Vietnamese, and written."""
