"""What staff look for in the queue: words kept off the address, views kept by name."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class CaseText(models.Model):
    """Every word in a case, for the desk's search. Triggers keep it: no writer can forget it.

    In it are what the investor told us and wrote since, notes, replies and reasons, the names of files, of
    businesses and of the contacts who were asked. Mails are not: what people wrote in them stands in events.
    """

    enquiry = models.OneToOneField(
        "investors.Enquiry", on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    words = SearchVectorField()

    def __str__(self) -> str:
        return str(self.enquiry_id)


class StatusCount(models.Model):
    """How many enquiries there are of each status, as changes to be added up; triggers write them.

    A row a change, so that nobody waits for anybody; a sweep adds them up (``services.queue_index``).
    """

    status = models.CharField(max_length=20)
    change = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.status} {self.change:+d}"


class DeskSearch(models.Model):
    """Words that somebody looked for. The address has the key alone, since words are often people's names."""

    key = models.CharField(max_length=16, unique=True)
    text = models.CharField(max_length=200)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="desk_searches")
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="desk_search_once")]

    def __str__(self) -> str:
        return self.text


class SavedView(models.Model):
    """The queue as somebody narrowed it, kept by name; a shared one is there for everybody at the desk."""

    owner = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, help_text="The parameters of the address, without the page.")
    search = models.ForeignKey(
        DeskSearch,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="views",
        help_text="The words that it looks for, which are then not forgotten.",
    )
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
