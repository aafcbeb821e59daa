"""Documents of ours that people have worked on: brought to today's figures, held against the returns."""
