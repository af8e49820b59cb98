"""The chat agent: reads a message, changes the timeline, and says what it did. Rules and tables, no model."""

from .conductor import Agent
from .understand import Turn

__all__ = ["Agent", "Turn"]
