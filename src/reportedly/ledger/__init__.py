"""Many readings laid together: who copied whom, which tellings are one incident, and what is known of it on whose word.

`values.py` holds what flows between the stages; `copies.py`, `incidents.py`, `accounts.py` and `dyads.py` are pure
functions over it; `store.py` keeps it on disk, `verdicts.py` beside it what a person has decided.
"""
