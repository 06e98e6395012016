"""``manage.py up``: the whole portal on this machine, in the foreground, until Ctrl-C."""

from contextlib import ExitStack
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from accounts.demonstration import PASSWORD, PEOPLE
from technorth.stack import StackError, folders, portal

# In this order: enquiries are sent to the contacts.
SEEDS = (
    "seed_accounts",
    "seed_contacts",
    "seed_demo",
    "seed_register",
    "seed_opportunities",
    "seed_enquiries",
    "take_snapshot",
)


class Command(BaseCommand):
    help = "Start the engines, unless others are configured, prepare the data, and serve until Ctrl-C."
    requires_system_checks: list[str] = []  # there may be no database yet

    def handle(self, *args: object, **options: object) -> None:
        """Run the portal. Raises CommandError with one sentence when it cannot run here."""
        portal.end_on_signals()
        try:
            with ExitStack() as running:
                self.run_portal(running)
        except StackError as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError) as error:
            if "No space left on device" not in str(error):
                raise
            raise CommandError(f"The disk of {settings.DATA_DIR} is full: free some space.") from error
        except KeyboardInterrupt:
            self.stdout.write("TechNorth has stopped. The data is kept.")

    def run_portal(self, running: ExitStack) -> None:
        """Start everything in order; ``running`` stops it in the opposite order."""
        listener = running.enter_context(portal.open_listener(settings.PORT))
        folders.prepare_data_dir(settings.DATA_DIR)
        folders.lock_folder(settings.DATA_DIR / "portal", seconds=5)
        self.stdout.write("Starting the database and the broker …")
        engines = portal.start_engines(running, settings.DATA_DIR)
        is_new = portal.create_database(settings.DATABASES["default"])
        self.prepare_data(is_new=is_new)
        connections.close_all()
        portal.serve(running, listener, engines, self.announce)

    def prepare_data(self, *, is_new: bool) -> None:
        """Bring the tables and the reference data up to date; with DEBUG, add examples once."""
        self.stdout.write("Preparing the data …")
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("compile_catalogues", pseudo="en-xa" in dict(settings.LANGUAGES))
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
            return
        seeded = settings.DATA_DIR / "demonstration-data-loaded"
        if is_new or not seeded.exists():
            for command in SEEDS:
                call_command(command, verbosity=0, stdout=StringIO())
            seeded.touch()

    def announce(self) -> None:
        """Print where everything is and, with DEBUG, how to sign in."""
        site = f"http://127.0.0.1:{settings.PORT}"
        lines = ["", self.style.SUCCESS(f"TechNorth is at {site}/")]
        if settings.DEBUG:
            lines += ["", f"Demonstration sign-ins at {site}/accounts/login/, password {PASSWORD}"]
            lines += [f"  {person.email:<28} {person.label}" for person in PEOPLE]
            lines += ["  The security code of the second step is shown on its page."]
        if settings.LOCAL_MAILBOX:
            lines += ["", f"Mail is kept on this machine; staff read it at {site}/desk/messages/"]
        self.stdout.write("\n".join([*lines, "", "Stop with Ctrl-C; the data is kept."]))
