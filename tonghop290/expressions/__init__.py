"""The rule language: one syntax tree, two meanings of every operator side by side."""
