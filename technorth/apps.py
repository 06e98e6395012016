from django.apps import AppConfig


class TechNorthConfig(AppConfig):
    name = "technorth"

    def ready(self) -> None:
        """Register the system checks."""
        from technorth import checks  # noqa: F401
