"""The live checks of single inputs, as formulas."""
