"""The file of a definition, of settings, of a profile: its bytes, and TOML read with suspicion."""
