"""Addresses of published figures at the desk."""

from django.urls import path

from directory.views.desk import figures

FIGURES = "desk/figures/"

urlpatterns = [
    path(FIGURES, figures.list_figures, name="desk_figures"),
    path(FIGURES + "new/", figures.add, name="desk_figure_add"),
    path(FIGURES + "changes/", figures.list_changes, name="desk_figure_changes"),
    path(FIGURES + "<int:pk>/", figures.edit, name="desk_figure"),
    path(FIGURES + "<int:pk>/withdraw/", figures.withdraw, name="desk_figure_withdraw"),
]
