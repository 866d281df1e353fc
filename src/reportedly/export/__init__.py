"""A ledger in the formats of others: an edge; nothing that reads or keeps articles knows of it.

`choosing.py` says what of a ledger is meant, and streams it; each format is a file that makes lines or a folder of
that, and counts what it writes and what it leaves out (`tally.py`); `whole.py` lets files appear whole or not at all.
`annotated.py` and `bringing.py` are the way back: annotations become verdicts; `records_in.py` reads records. Formats
are listed in `formats.py`.
"""
