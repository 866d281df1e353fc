"""`python following.py FILE EVERY FEED...`: follow feeds on this machine into a file of lines, as the command does."""

import sys
from pathlib import Path

from reportedly.fetch import Client, Manners, follow
from tests.fetch.stores import InLines

if __name__ == "__main__":
    file, every, *feeds = sys.argv[1:]
    client = Client(Manners(pause=0, private=True))
    try:
        for passed in follow(InLines(Path(file)), feeds, client, print, every=float(every)):
            print(passed, flush=True)
    except KeyboardInterrupt:
        sys.exit(130)
