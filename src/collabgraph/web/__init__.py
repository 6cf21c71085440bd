"""The web application: a SPARQL endpoint that only reads, and pages about cases, theory and evidence."""

from __future__ import annotations

from collabgraph.web.app import LOOPBACK, create_app, snapshot
from collabgraph.web.workers import Limits

__all__ = ["LOOPBACK", "Limits", "create_app", "snapshot"]
