"""Texts that staff begin a reply with."""

from django.db import models
from django.db.models import Q


class ReplyTemplate(models.Model):
    """A text to begin a reply to an investor with, in one language.

    ``text`` may hold the placeholders of ``investors.reply_words``; they are filled in when it is used.
    """

    name = models.CharField(max_length=80)
    language = models.CharField(max_length=8, help_text="ISO 639-1.")
    text = models.TextField()
    is_checked = models.BooleanField(default=False, help_text="Somebody who speaks the language has read it.")
    is_active = models.BooleanField(default=True)
    changed_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "name"], name="reply_template_name_once"),
            models.CheckConstraint(condition=~Q(text=""), name="reply_template_has_text"),
        ]

    def __str__(self) -> str:
        return self.name
