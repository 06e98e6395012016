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
