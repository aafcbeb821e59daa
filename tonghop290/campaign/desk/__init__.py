"""The officer's desk: what comes next, said by one owner; starters to double-click; the page of the round."""
