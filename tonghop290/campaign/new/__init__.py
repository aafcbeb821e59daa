"""A round that begins: its units from a register, its settings, its folder."""
