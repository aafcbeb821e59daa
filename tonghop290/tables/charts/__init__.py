"""The sheet of charts: what is drawn, and the sorted figures beside it."""
