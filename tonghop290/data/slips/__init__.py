"""What a machine put into a cell that its sender did not mean: found, and asked with the likely meaning."""
