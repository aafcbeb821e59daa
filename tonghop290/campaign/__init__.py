"""A collection round: its folder, its ledger, its post. Stands on the hallway and knows no room.

folder, settings, register    the folder and what the office wrote in it
ledger, archive, lock         what is remembered: an embedded database and the originals, by content
editions                      the definitions of the form a round has worked with: each return is judged by its own
issue, receive, answer        out, in, and back again
letters, sending              drafts of mails, and the one way anything leaves the machine
standing, remind, status_page who stands where, and how that is shown
decide, difference, history   what the officer accepts; what changed between two returns; every deed
results                       reports and tables of the returns that count
"""
