"""TechNorth: the portal of northern England's technology clusters."""

from technorth.celery import app as celery_app

__all__ = ["celery_app"]
