"""The one list of what is translated: the investor's journey. All else of the site is English.

Paths are from the root of the repository, with ``*`` within a folder and ``**`` for any depth. A new page of
the journey takes a line in TEMPLATES, unless one covers it, and one in MODULES for the Python whose words it
shows.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# The folder of each language, by its code in ``technorth.languages``.
LOCALES = {"de": "de", "zh-hans": "zh_Hans", "ja": "ja", "fr": "fr", "es": "es"}

TEMPLATES = [
    "templates/*.html",
    "templates/components/*.html",
    "templates/languages/*.html",
    "templates/django/forms/**/*.html",
    "templates/directory/*.html",
    "templates/directory/freshness/stale.html",
    "templates/directory/widgets/*.html",
    "templates/insights/**/*.html",
    "templates/investors/**/*.html",
    # Mails to investors.
    "templates/emails/address-*.txt",
    "templates/emails/draft-*.txt",
    "templates/emails/enquiry-*.txt",
    "templates/emails/erasure-notice.txt",
    "templates/emails/investor-asked.txt",
    "templates/emails/mail-files-refused.txt",
    "templates/emails/reply-delayed.txt",
    "templates/emails/reply.txt",
    "templates/emails/times-proposed.txt",
]
# Among these: the desk's, and pages that are English only.
LEFT_OUT = [
    "templates/directory/invitation*.html",
    "templates/directory/report.html",
    "templates/directory/source.html",
    "templates/directory/sources.html",
    "templates/emails/enquiry-*-owner.txt",
    "templates/emails/enquiry-returns.txt",
    "templates/insights/accessibility.html",
    "templates/insights/announcement.html",
    "templates/insights/cookies.html",
    "templates/insights/desk*.html",
    "templates/insights/gallery.html",
    "templates/insights/news*.html",
    "templates/insights/privacy.html",
    "templates/investors/desk/**/*.html",
    "templates/investors/widgets/template_picker.html",
]
MODULES = [
    "directory/cards.py",
    "directory/cluster_maps.py",
    "directory/facets.py",
    "directory/fact_groups.py",
    "directory/figures.py",
    "directory/filters.py",
    "directory/forms/fields.py",
    "directory/forms/sectors.py",
    "directory/freshness.py",
    "directory/freshness_words.py",
    "directory/languages.py",
    "directory/map_pages.py",
    "directory/models/business.py",
    "directory/models/clusters.py",
    "directory/models/places.py",
    "directory/models/profiles.py",
    "directory/own_words.py",
    "directory/profiles.py",
    "directory/register_words.py",
    "directory/results.py",
    "directory/search_filters.py",
    "directory/search_head.py",
    "directory/search_places.py",
    "directory/search_suggestions.py",
    "directory/timelines.py",
    "directory/trees.py",
    "directory/views/businesses.py",
    "directory/views/kept_typing.py",
    "directory/views/maps.py",
    "directory/views/profile_showing.py",
    "directory/web_addresses.py",
    "insights/cells.py",
    "insights/cluster_pages.py",
    "insights/comparison.py",
    "insights/comparison_directory.py",
    "insights/comparison_figures.py",
    "insights/comparison_pdf.py",
    "insights/comparison_rows.py",
    "insights/directory_counts.py",
    "insights/figure_groups.py",
    "insights/forms/comparison.py",
    "insights/front.py",
    "insights/indicators.py",
    "insights/mass_tables.py",
    "insights/missing.py",
    "insights/progress.py",
    "insights/views/clusters.py",
    "insights/views/pages.py",
    "investors/answers.py",
    "investors/call_times.py",
    "investors/case_sheet.py",
    "investors/filters/choices.py",
    "investors/filters/opportunities.py",
    "investors/forms/care.py",
    "investors/forms/files.py",
    "investors/forms/following.py",
    "investors/forms/phones.py",
    "investors/forms/replies.py",
    "investors/forms/shortlist.py",
    "investors/forms/steps.py",
    "investors/forms/translation.py",
    "investors/models/attachments.py",
    "investors/models/choices.py",
    "investors/models/enquiry.py",
    "investors/models/opportunity.py",
    "investors/named_opportunities.py",
    "investors/opportunity_facets.py",
    "investors/opportunity_maps.py",
    "investors/opportunity_pages.py",
    "investors/pack_sheets.py",
    "investors/progress_words.py",
    "investors/reports/tables.py",
    "investors/services/following.py",
    "investors/shortlist_kinds.py",
    "investors/shortlist_pack.py",
    "investors/views/copies.py",
    "investors/views/drafts.py",
    "investors/views/enquiry.py",
    "investors/views/files.py",
    "investors/views/follow.py",
    "investors/views/following.py",
    "investors/views/lost_link.py",
    "investors/views/shared_shortlist.py",
    "investors/views/shortlist.py",
    "investors/views/translation.py",
    "technorth/languages.py",
    "technorth/paging.py",
]
# Of these modules, the classes that the journey shows: the others are the desk's.
ONLY = {
    "directory/models/places.py": {"Basis"},
    "investors/forms/care.py": {"CopyForm", "FormatForm"},
    "investors/models/choices.py": {
        "Activity",
        "CloseReason",
        "ContactRole",
        "Driver",
        "FdiType",
        "InvestmentScale",
        "InvestmentType",
        "Jobs",
        "Landing",
        "OpportunityStage",
        "Spend",
    },
}
# Names and words in the reference files, each with the context under which ``directory.reference_names`` asks
# for it: (file, column, context, and what else has to stand in the row).
REFERENCE: list[tuple[str, str, str, dict[str, str]]] = [
    ("directory/reference/clusters.csv", "name", "cluster", {}),
    ("directory/reference/clusters.csv", "official_area", "cluster", {}),
    ("directory/reference/facts.csv", "name", "fact", {"kind": "specialism"}),
    ("directory/reference/facts.csv", "note", "fact", {}),
    ("directory/reference/figures.csv", "geography", "figure", {}),
    ("directory/reference/figures.csv", "note", "figure", {}),
    ("directory/reference/metrics.csv", "label", "figure", {}),
    ("directory/reference/sectors.csv", "name", "sector", {}),
]


def find_po(language: str) -> Path:
    """Return where the catalogue of ``language`` stands; its compiled form stands beside it, ending .mo."""
    return ROOT / "locale" / LOCALES[language] / "LC_MESSAGES" / "django.po"


def list_templates() -> list[Path]:
    """Return the templates of the journey, in the order of their names."""
    left_out = {path for pattern in LEFT_OUT for path in ROOT.glob(pattern)}
    return sorted({path for pattern in TEMPLATES for path in ROOT.glob(pattern)} - left_out)


def list_modules() -> list[Path]:
    """Return the Python of the journey. Raises FileNotFoundError for a line that names none."""
    for name in MODULES:
        if not (ROOT / name).is_file():
            raise FileNotFoundError(name)
    return [ROOT / name for name in sorted(MODULES)]
