"""What the score of spam found in an enquiry, and what people's decisions taught it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SpamCheck(models.Model):
    """The verdict on one enquiry as it came in, and the lesson that a decision drew from it since."""

    class Lesson(models.TextChoices):
        NONE = "", _("Nothing")
        SPAM = "spam", _("Spam")
        GENUINE = "genuine", _("Genuine")

    enquiry = models.OneToOneField(
        "investors.Enquiry", primary_key=True, on_delete=models.CASCADE, related_name="spam_check"
    )
    checked_at = models.DateTimeField()
    score = models.PositiveSmallIntegerField()
    threshold = models.PositiveSmallIntegerField()
    is_suspect = models.BooleanField(help_text="The score reached the threshold, so a person looks first.")
    signs = models.JSONField(help_text="Each sign with code, points and reason, the heaviest first.")
    marks = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="Stand for the text, to find near copies of it; emptied after 30 days.",
    )
    lesson = models.CharField(max_length=8, choices=Lesson, blank=True)
    words = ArrayField(
        models.BigIntegerField(), default=list, help_text="What the lesson counted, so that it can be undone."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(lesson="") | Q(words=[]), name="spam_check_words_have_a_lesson"
            )
        ]
        indexes = [
            # Near copies of a text. Each submission asks, and would have to read what is not sorted in yet.
            GinIndex(fields=["marks"], name="spam_check_marks", fastupdate=False),
            # Marks that are old enough to be forgotten.
            models.Index(fields=["checked_at"], condition=~Q(marks=[]), name="spam_check_marked"),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id}: {self.score} of {self.threshold}"


class SenderTrace(models.Model):
    """From where an enquiry came, as hashes whose key changes every day; deleted after 30 days."""

    enquiry = models.OneToOneField(
        "investors.Enquiry", primary_key=True, on_delete=models.CASCADE, related_name="sender_trace"
    )
    at = models.DateTimeField()
    address = models.BinaryField(max_length=16, help_text="Of the network address.")
    network = models.BinaryField(max_length=16, help_text="Of its /24 (IPv4) or /56 (IPv6).")

    class Meta:
        indexes = [
            # What else came from one network; the address is among it.
            models.Index(fields=["network"], name="sender_trace_network"),
            # What is old enough to be forgotten.
            models.Index(fields=["at"], name="sender_trace_time"),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id}"


class WordCount(models.Model):
    """In how many messages of each kind a word stood, by a keyed hash of the word.

    The row ``EVERY_MESSAGE`` counts the messages themselves.
    """

    EVERY_MESSAGE = 0

    word = models.BigIntegerField(primary_key=True)
    spam = models.IntegerField(default=0)
    genuine = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(spam__gte=0, genuine__gte=0), name="word_count_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.spam} spam, {self.genuine} genuine"
