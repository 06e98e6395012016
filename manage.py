#!/usr/bin/env python
"""Django's command line for TechNorth."""

import os
import sys


def main() -> None:
    """Run the command named on the command line.

    A setting that cannot be used ends the program with one sentence that names its variable.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "technorth.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from environs import EnvError

    try:
        settings.INSTALLED_APPS  # noqa: B018  loads the settings, and so reads the environment
    except (EnvError, ImproperlyConfigured) as error:
        sys.exit(f"TechNorth cannot start: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
