"""The room of tables: workbooks an office prints, from the totals of a round to the list of its findings."""
