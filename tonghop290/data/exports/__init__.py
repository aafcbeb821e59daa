"""The clean figures for other tools: frames, files, and what describes them."""
