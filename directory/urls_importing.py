"""Addresses of the import of spreadsheets at the desk."""

from django.urls import path

from directory.views.desk import importing

IMPORT = "desk/businesses/import/"

urlpatterns = [
    path(IMPORT, importing.choose_sheet, name="import_sheet"),
    path(IMPORT + "template.csv", importing.send_template, name="import_template"),
    path(IMPORT + "<int:pk>/", importing.check_kept, name="import_check"),
    path(IMPORT + "<int:pk>/import/", importing.import_kept, name="import_confirm"),
]
