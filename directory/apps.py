from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        from accounts.departures import register_departure
        from directory.departures import DEPARTURE
        from directory.own_references import register_own_references

        register_own_references()
        register_departure("directory", DEPARTURE)
