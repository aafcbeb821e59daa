"""Where each figure of the tables comes from: a row a figure, or of large rounds a row a cell all units share."""
