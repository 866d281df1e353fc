"""One article: bytes → Article → Parse → records, stage by stage; `pipeline.py` is the table of contents."""
