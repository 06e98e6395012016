from django.apps import AppConfig


class InvestorsConfig(AppConfig):
    name = "investors"

    def ready(self) -> None:
        from accounts.departures import register_departure
        from investors import checks  # noqa: F401 - registers them
        from investors.named_businesses import register_references
        from investors.sign_in import DEPARTURE, connect_sign_in

        register_references()
        register_departure("investors", DEPARTURE)
        connect_sign_in()
        register_open_data()


def register_open_data() -> None:
    """Let the schema of the open data tell of the opportunities."""
    from directory.api.parts import register_part
    from investors.api.urls import urlpatterns

    register_part("opportunities", urlpatterns)
