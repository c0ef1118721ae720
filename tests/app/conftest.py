"""What the tests of the desk share."""

from desk import desk

__all__ = ["desk"]
