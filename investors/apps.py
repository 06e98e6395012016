from django.apps import AppConfig


class InvestorsConfig(AppConfig):
    name = "investors"

    def ready(self) -> None:
        from investors import checks  # noqa: F401 - registers them
        from investors.named_businesses import register_references

        register_references()
