"""What a round remembers, in databases: the only place with SQL.

entries, outcomes   the rows of the ledger as values; a finding and what has become of it
questions, deeds    what the ledger is asked; what is written in it, all of one deed or nothing
opening, proof      the ledger file: its tables, how it is opened; that it is ours and whole
chain               the journal's links, so that an edited row shows
written, troubles   what stands in it as JSON, if it is what we wrote; its faults in words
kept_states         copies of it, before and after each command that writes
restoring           a damaged one put aside, the newest good copy in its place
lock, readings      two files beside it: one command at a time; what was read of the originals, which may be thrown away
"""
