"""Reply templates, edited by managers."""

import datetime
import logging

from django.db import IntegrityError, transaction

from accounts.models import User
from investors.models import ReplyTemplate

logger = logging.getLogger(__name__)


class NameTaken(Exception):
    """There is a template of that name in that language."""


def save_template(*, template: ReplyTemplate, by: User, now: datetime.datetime) -> ReplyTemplate:
    """Store ``template``, new or changed, and return it. Raises NameTaken."""
    template.changed_by, template.changed_at = by, now
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise NameTaken(template.name) from error
    logger.info("Reply template %s saved by user %s", template.pk, by.pk)
    return template
