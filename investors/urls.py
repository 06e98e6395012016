"""Addresses of enquiries, referrals and the desk's pages about them."""

from investors.api.urls import urlpatterns as open_data
from investors.urls_desk import urlpatterns as desk
from investors.urls_opportunities import urlpatterns as opportunities
from investors.urls_projects import urlpatterns as projects
from investors.urls_public import urlpatterns as public

app_name = "investors"
urlpatterns = public + desk + projects + opportunities + open_data
