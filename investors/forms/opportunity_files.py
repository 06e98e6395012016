"""Adding a document or a picture to an opportunity."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

from directory.forms.fields import LineField
from investors.file_types import JPEG, PNG, find_type
from investors.forms.revisions import SeenForm
from investors.models.attachments import MOST_BYTES
from investors.services.opportunity_files import read_picture
from investors.uploads import NewFile, describe_file

DOCUMENTS = ".pdf,.docx,.xlsx,.pptx"


class DocumentForm(SeenForm):
    """One document."""

    title = LineField(
        label=_("Title of the document"),
        max_length=120,
        error_messages={"required": _("Say what the document is called")},
    )
    document = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, Word (DOCX), Excel (XLSX) or PowerPoint (PPTX), up to 10 MB. Everybody can read it."
        ),
        widget=forms.FileInput(attrs={"accept": DOCUMENTS}),
        error_messages={"required": _("Choose a file"), "empty": _("This file is empty: choose another")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_document_%s", **kwargs})  # another form stands beside it

    def clean_document(self) -> NewFile:
        """Find out what the file is by its content. Raises ValidationError for what is not taken."""
        file = self.cleaned_data["document"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("Choose a file of 10 MB or less"))
        kind = find_type(file)
        if kind is None or kind in (PNG, JPEG):
            raise ValidationError(_("Choose a PDF, DOCX, XLSX or PPTX file; pictures are added below"))
        return describe_file(file, kind)


class PictureForm(SeenForm):
    """One picture with what it shows, in words."""

    alt = LineField(
        label=_("What the picture shows"),
        help_text=_("For who cannot see it: say in a sentence what a reader should take from it."),
        max_length=200,
        error_messages={"required": _("Say what the picture shows")},
    )
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG or WebP, up to 10 MB. We keep a copy of at most 1,600 pixels a side."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"required": _("Choose a picture"), "empty": _("This file is empty: choose another")},
    )
    decoded: Image.Image

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_picture_%s", **kwargs})  # another form stands beside it

    def clean_picture(self) -> Any:
        """Decode the picture. Raises ValidationError for what is none."""
        file = self.cleaned_data["picture"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("Choose a picture of 10 MB or less"))
        self.decoded = read_picture(file.read())
        return file
