"""Lets `python -m imrkg` do what the command `imrkg` does."""

from imrkg.cli import main

raise SystemExit(main())
