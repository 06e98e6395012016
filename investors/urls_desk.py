"""Addresses of the desk's pages about enquiries and contacts."""

from django.urls import URLPattern, path

from investors.views.desk import actions, case, contacts, queue, referral

urlpatterns: list[URLPattern] = [
    path("desk/enquiries/", queue.list_enquiries, name="desk_enquiries"),
    path("desk/enquiries/<slug:reference>/", case.show_enquiry, name="desk_enquiry"),
    path("desk/enquiries/<slug:reference>/refer/", actions.refer_enquiry, name="desk_enquiry_refer"),
    path("desk/enquiries/<slug:reference>/take/", actions.take_enquiry, name="desk_enquiry_take"),
    path("desk/enquiries/<slug:reference>/note/", actions.add_note, name="desk_enquiry_note"),
    path("desk/enquiries/<slug:reference>/close/", actions.close_enquiry, name="desk_enquiry_close"),
    path("desk/enquiries/<slug:reference>/release/", actions.release_enquiry, name="desk_enquiry_release"),
    path("desk/enquiries/<slug:reference>/reopen/", actions.reopen_enquiry, name="desk_enquiry_reopen"),
    path("desk/enquiries/<slug:reference>/route/", actions.route_enquiry, name="desk_enquiry_route"),
    path("desk/enquiries/<slug:reference>/accept/", referral.accept_referral, name="desk_enquiry_accept"),
    path("desk/enquiries/<slug:reference>/decline/", referral.decline_referral, name="desk_enquiry_decline"),
    path("desk/enquiries/<slug:reference>/ask/", referral.ask_ukti, name="desk_enquiry_ask"),
    path("desk/contacts/", contacts.list_contacts, name="desk_contacts"),
    path("desk/contacts/add/", contacts.add_contact, name="desk_contact_add"),
    path("desk/contacts/<int:pk>/", contacts.show_contact, name="desk_contact"),
    path("desk/contacts/<int:pk>/edit/", contacts.edit_contact, name="desk_contact_edit"),
    path(
        "desk/contacts/<int:pk>/deactivate/",
        contacts.set_active,
        {"is_active": False},
        name="desk_contact_deactivate",
    ),
    path(
        "desk/contacts/<int:pk>/activate/",
        contacts.set_active,
        {"is_active": True},
        name="desk_contact_activate",
    ),
    path("desk/contacts/<int:pk>/absences/", contacts.add_absence, name="desk_absence_add"),
    path(
        "desk/contacts/<int:pk>/absences/<int:absence_pk>/remove/",
        contacts.remove_absence,
        name="desk_absence_remove",
    ),
]
