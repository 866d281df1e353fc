"""The event types of PLOVER, from the package's own data file."""

from reportedly.ontology import EventType, event_types

__all__ = ["EventType", "event_types"]
