"""`python -m app`: the command `entendu`, without its installed name."""

from app.cli import main

main()
