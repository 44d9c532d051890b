"""Solidarity Graph: from news articles to linked data that can be trusted statement by statement."""

__version__ = "0.1.0"
