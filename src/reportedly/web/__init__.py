"""The explorer and the report: what a ledger knows, as pages. An edge: nothing in the core knows it."""
