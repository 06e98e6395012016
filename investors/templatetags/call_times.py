"""How a mail tells a time for a call."""

import datetime
import zoneinfo

from django import template

from investors.call_times import describe_offer
from investors.models import Enquiry

register = template.Library()


@register.simple_tag
def offer_time(slot: datetime.datetime, enquiry: Enquiry, zones: dict[int, zoneinfo.ZoneInfo | None]) -> str:
    """Return ``slot`` on the investor's clock (of ``zones``, by the key of ``enquiry``) and on London's."""
    return describe_offer(slot, zones.get(enquiry.pk))
