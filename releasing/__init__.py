"""What is handed out, made so that anybody can make the very same: `python -m releasing`, see `__main__.py`."""
