"""What a round remembers, in databases: the only place with SQL.

entries, outcomes   the rows of the ledger as values; a finding and what has become of it
questions, deeds    what the ledger is asked; what is written in it, all of one deed or nothing
opening, troubles   the ledger file: its tables, how it is opened; its faults in words
lock, readings      two files beside it: one command at a time; what was read of the originals, which may be thrown away
"""
