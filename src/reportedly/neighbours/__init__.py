"""Reportedly inside other people's programs. An edge: nothing that reads articles knows of it.

`in_spacy.py` is a component of spaCy's pipelines, and needs the extra “spacy”; `tokens.py` lays the model's words and
tree on tokens that somebody else has cut.
"""
