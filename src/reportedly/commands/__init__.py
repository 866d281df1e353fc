"""The commands that work on a ledger, a file each. Like `cli`, they import nothing heavy before it is needed."""
