"""`python -m reportedly` is the command line."""

from .cli import main

# Workers of a batch import this file again under another name and must not start over.
if __name__ == "__main__":
    main()
