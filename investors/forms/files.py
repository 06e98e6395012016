"""A field for several files, each looked into before it is taken."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investors.file_types import find_type
from investors.models.attachments import MOST_BYTES, MOST_FILES
from investors.uploads import NewFile, describe_file

ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.png,.jpg,.jpeg"
NAME_LENGTH = 60  # as much of a name as a message repeats


class FilesInput(forms.FileInput):
    """Chooses any number of files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files of the kinds that are taken: the value is a list of NewFile. Each refused one has its message."""

    widget = FilesInput

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Files"),
            required=False,
            help_text=gettext_lazy(
                "Up to 5 files of 10 MB: PDF, Word (DOCX), Excel (XLSX), PowerPoint (PPTX), PNG or JPEG."
            ),
            widget=FilesInput(attrs={"accept": ACCEPTED}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return what may be kept. Raises ValidationError with a message for each file that may not."""
        sent = [file for file in data or [] if file]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(tell_limit())
        kept, refusals = [], []
        for file in sent:
            try:
                kept.append(_examine(file))
            except forms.ValidationError as refusal:
                refusals.append(refusal)
        if refusals and kept:
            refusals.append(
                forms.ValidationError(_("Nothing was sent yet: choose the other files again, too"))
            )
        if refusals:
            raise forms.ValidationError(refusals)
        return kept


def tell_limit() -> str:
    """Say how many files an enquiry may have."""
    return _("An enquiry may have %(count)s files at most") % {"count": MOST_FILES}


def _examine(file: UploadedFile) -> NewFile:
    name = (file.name or "")[:NAME_LENGTH]
    if not file.size:
        raise forms.ValidationError(_("“%(name)s” is empty") % {"name": name})
    if file.size > MOST_BYTES:
        raise forms.ValidationError(_("“%(name)s” is larger than 10 MB") % {"name": name})
    kind = find_type(file)
    if kind is None:
        raise forms.ValidationError(
            _("“%(name)s” is not a PDF, DOCX, XLSX, PPTX, PNG or JPEG file, whatever its name says")
            % {"name": name}
        )
    return describe_file(file, kind)
