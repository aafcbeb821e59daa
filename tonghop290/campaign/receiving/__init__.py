"""Returns come in: each is kept, then judged, then entered in the ledger.

receive    the order of it, which makes a kill harmless at any moment
letter_box what lies there as it was left
incoming   what is new in the letter box, stored by its content
companions what came in one mail with a return, and is told of with it
verdicts   what each content is worth, by the edition of the form it was filled in under
whose      who the mails came from; every witness of whose a file is, weighed
entering   all effects of one file on the ledger
comparing  the new returns held against all that count
"""
