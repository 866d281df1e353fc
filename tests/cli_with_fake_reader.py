"""The command line with a reader that needs no model: `python cli_with_fake_reader.py LOAD ARGUMENT...`.

LOAD is the name of a function in `tests.article.readers`. Run with the project's folder on the path.
"""

import sys

from reportedly.article import batch
from reportedly.cli import main
from tests.article import readers

if __name__ == "__main__":
    batch.load_pipeline = getattr(readers, sys.argv.pop(1))
    main()
