"""Which cluster a postcode counts to, in words, for who types it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from directory.locating import read_outcode
from directory.models import Outcode


def describe_placings(postcodes: Collection[str]) -> dict[str, str]:
    """Return for each of ``postcodes`` its cluster and why; "" for what is no postcode. One query."""
    codes = {postcode: read_outcode(postcode) for postcode in postcodes}
    wanted = [code for code in codes.values() if code]
    known = Outcode.objects.select_related("cluster__parent").in_bulk(wanted)
    return {
        postcode: describe_outcode(code, known.get(code)) if code else "" for postcode, code in codes.items()
    }


def describe_outcode(code: str, outcode: Outcode | None) -> str:
    """Return what ``code`` counts to, and why; ``outcode`` is its row, if it has one."""
    if outcode is None:
        return _("%(code)s is not in the North of England, as far as we know.") % {"code": code}
    cluster = outcode.cluster
    name = f"{cluster.name}, {cluster.parent.name}" if cluster.parent else cluster.name
    words = {"code": code, "cluster": name, "basis": outcode.get_basis_display()}
    return _("Counts to %(cluster)s: %(code)s is %(basis)s.") % words
