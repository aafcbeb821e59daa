"""A collection round: its folder, its ledger, its post. Stands on the hallway and knows no room.

callers/                      a round for other programs: open_round, and the round opened for one deed
folder, settings, register    the folder, what the office wrote in it, where its units come from
new_round                     a round is opened
ledger/                       what is remembered, in databases: the only place with SQL
archive, kept_editions        the originals, by content; the definitions of the form: each return is judged by its own
receiving/                    in: kept, judged, entered
post/                         out, and back again: workbooks, answers, reminders, mails
standing, status_page         who stands where, and how that is shown
in_turn                       many things one after the other: told of, and in groups
decide, difference, history   what the officer accepts; what changed between two returns; every deed
results                       reports and tables of the returns that count
"""
