"""The form of a project's jobs in one year, with their evidence."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import WordsField
from investors.forms.files import ACCEPTED, FilesField
from investors.forms.projects import WHOLE_ERROR, WORDS, ProjectForm
from investors.models import ProjectJobs
from investors.models.project_jobs import EARLIEST_YEAR, LATEST_YEAR
from investors.uploads import NewFile
from investors.virus_scanner import NoVerdict, find_virus

YEAR_ERROR = _("Enter a year, like 2027")
MOST_JOBS = 100_000


class EvidenceField(FilesField):
    """One file, of the kinds that enquiries take; looked into for viruses before it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.label = _("A file as evidence")
        self.help_text = _("One file of 10 MB at most: PDF, Word, Excel, PowerPoint, PNG or JPEG.")
        widget: Any = forms.FileInput(attrs={"accept": ACCEPTED, "class": "govuk-file-upload"})
        self.widget = widget

    def clean(self, data: Any, initial: Any = None) -> NewFile | None:
        """Return the file, or None. Raises ValidationError for one that may not be kept."""
        found = super().clean([data] if data else [])
        if not found:
            return None
        file: NewFile = found[0]
        if settings.CLAMAV_SOCKET:
            _scan(file)
        return file


def _scan(file: NewFile) -> None:
    try:
        virus = find_virus(file.content.chunks(), socket_path=settings.CLAMAV_SOCKET)
    except NoVerdict as error:
        raise forms.ValidationError(
            _("The file could not be checked for viruses. Try again later.")
        ) from error
    file.content.seek(0)
    if virus:
        raise forms.ValidationError(_("A virus was found in this file, so it was not kept"))


def make_jobs_field(label: Any, *, required: bool) -> forms.IntegerField:
    """Return a field for a number of jobs."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_JOBS,
        required=required,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WHOLE_ERROR),
    )


class JobsForm(ProjectForm):
    """The figures and the evidence of one year."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=EARLIEST_YEAR,
        max_value=LATEST_YEAR,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), YEAR_ERROR),
    )
    expected_created = make_jobs_field(_("Jobs created, expected"), required=True)
    expected_safeguarded = make_jobs_field(_("Jobs safeguarded, expected"), required=True)
    actual_created = make_jobs_field(_("Jobs created, actual"), required=False)
    actual_safeguarded = make_jobs_field(_("Jobs safeguarded, actual"), required=False)
    evidence_text = WordsField(
        label=_("Evidence in words"),
        help_text=_("What shows it, and who said so: a letter, a visit, the accounts."),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence_url = forms.URLField(
        label=_("Address of evidence"),
        help_text=_("Like https://example.com/news"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Enter a web address, like https://example.com/news")},
    )
    evidence_file = EvidenceField()

    def __init__(
        self, *args: Any, jobs: ProjectJobs | None, this_year: int, is_cut: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.this_year, self.is_cut = this_year, is_cut
        if jobs is None:
            self.initial.update({"expected_created": 0, "expected_safeguarded": 0})
            return
        self.fields["year"].disabled = True
        self.initial.update({name: getattr(jobs, name) for name in self.fields if name != "version"})
        self.initial.pop("evidence_file", None)
        if jobs.evidence_name:
            kept = _("“%(name)s” stays unless you choose another file.") % {"name": jobs.evidence_name}
            self.fields["evidence_file"].help_text = kept

    def clean(self) -> dict[str, Any]:
        """Ask for both actual numbers or none, and for none of a year that is to come."""
        cleaned = super().clean() or self.cleaned_data
        created, safeguarded = cleaned.get("actual_created"), cleaned.get("actual_safeguarded")
        if (created is None) != (safeguarded is None) and not self.errors:
            name = "actual_created" if created is None else "actual_safeguarded"
            self.add_error(name, _("Enter both actual numbers, 0 where there are none"))
        if created is not None and (cleaned.get("year") or 0) > self.this_year:
            self.add_error("actual_created", _("This year is still to come: there is no actual number yet"))
        if self.is_cut:
            self.add_error("evidence_file", _("The file is larger than 10 MB"))
        return cleaned
