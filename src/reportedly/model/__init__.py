"""The run time of the language model: words → arrays → one forward pass → Parse."""
