"""A collection round: its folder, its ledger, its post. Stands on the hallway and knows no room.

    folder, settings, register    the folder and what the office wrote in it
    ledger, archive, lock         what is remembered: an embedded database and the originals, by content
    issue, receive, answer        out, in, and back again
    letters, sending              drafts of mails, and the one way anything leaves the machine
    standing, decide, compare     who stands where; what the officer accepts; what changed between two returns
"""
