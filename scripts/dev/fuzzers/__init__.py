"""Six fuzzers of what comes from outside: each makes cases out of a number, :mod:`trial` runs them and judges.

case      what a case is: files, commands, what is known of the figures; kept as one zip
trial     a case run in a child with limits, and what counts as a finding
mutate    bytes, XML and zips spoiled by dice
seeds     the healthy files everything begins with
packages, mails, archives, templates, definitions, ledgers     ``a_case(dice, seeds)`` each
"""
