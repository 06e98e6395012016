"""What the outage page gives back to who was at work at the desk."""

from django.utils.translation import gettext_lazy

from investors.views.typed import describe_words
from technorth.outage import carry_typed

keep_words = carry_typed(lost=gettext_lazy("What you did was not saved"), describe=describe_words)
