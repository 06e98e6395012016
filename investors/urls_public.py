"""Addresses that need no account: sending and following an enquiry, answering a referral."""

from django.urls import URLPattern, URLResolver, path

from investors.views import (
    copies,
    drafts,
    enquiry,
    files,
    follow,
    following,
    lost_link,
    opportunities,
    own_contact,
    referral,
    shared_shortlist,
    shortlist,
    translation,
    webhooks,
)
from technorth.languages import in_every_language

JOURNEY = [
    path("opportunities/", opportunities.list_opportunities, name="opportunities"),
    path("opportunities/map/", opportunities.show_map, name="opportunities_map"),
    path("opportunities/<slug:slug>/", opportunities.show_opportunity, name="opportunity"),
    path("shortlist/", shortlist.show, name="shortlist"),
    path("shortlist/change/", shortlist.change, name="shortlist_change"),
    path("shortlist/note/", shortlist.note, name="shortlist_note"),
    path("shortlist/remove/", shortlist.remove, name="shortlist_remove"),
    path("shortlist/empty/", shortlist.empty, name="shortlist_empty"),
    path("shortlist/enquire/", shortlist.enquire, name="shortlist_enquire"),
    path("shortlist/pdf/", shortlist.take_pack, name="shortlist_pack"),
    path("shortlist/shared/<str:token>/", shared_shortlist.show_shared, name="shortlist_shared"),
    path("enquiries/new/", enquiry.write_step, name="enquiry_new"),
    path("enquiries/new/check/", enquiry.check_answers, name="enquiry_check"),
    path("enquiries/new/send/", enquiry.send_enquiry, name="enquiry_send"),
    path("enquiries/new/remove/", enquiry.remove_carried, name="enquiry_remove"),
    path("enquiries/new/save/", drafts.save_draft, name="enquiry_save"),
    path("enquiries/new/saved/", drafts.tell_saved, name="enquiry_saved"),
    path("enquiries/draft/<slug:token>/", drafts.open_draft, name="draft"),
    path("enquiries/new/<slug:step>/", enquiry.write_step, name="enquiry_step"),
    path("enquiries/sent/<str:sealed>/", enquiry.show_sent, name="enquiry_sent"),
    path("enquiries/link/", lost_link.ask_address, name="lost_link"),
    path("enquiries/link/sent/", lost_link.tell_sent, name="link_sent"),
    path("enquiries/address/<slug:token>/", following.confirm_address, name="address_confirm"),
    path("enquiries/<slug:reference>/<slug:token>/", follow.follow_enquiry, name="enquiry"),
    path("enquiries/<slug:reference>/<slug:token>/write/", follow.write_back, name="enquiry_write"),
    path(
        "enquiries/<slug:reference>/<slug:token>/withdraw/", follow.withdraw_enquiry, name="enquiry_withdraw"
    ),
    path(
        "enquiries/<slug:reference>/<slug:token>/details/", following.correct_details, name="enquiry_details"
    ),
    path("enquiries/<slug:reference>/<slug:token>/copy/", copies.take_copy, name="enquiry_copy"),
    path("enquiries/<slug:reference>/<slug:token>/call/", following.ask_for_call, name="enquiry_call"),
    path(
        "enquiries/<slug:reference>/<slug:token>/deletion/",
        following.ask_for_deletion,
        name="enquiry_deletion",
    ),
    path(
        "enquiries/<slug:reference>/<slug:token>/files/<int:pk>/",
        files.give_to_investor,
        name="enquiry_file",
    ),
    path("translation/", translation.report, name="translation"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("opportunities.atom", opportunities.show_feed, name="opportunities_atom"),
    path("opportunities/<slug:slug>/files/<int:pk>/", opportunities.give_file, name="opportunity_file"),
    path("webhooks/<slug:service>/inbound/", webhooks.receive, name="mail_received"),
    path("webhooks/<slug:service>/tracking/", webhooks.report, name="mail_reported"),
    in_every_language(JOURNEY),
    path("contacts/<slug:token>/", own_contact.by_link(own_contact.show), name="own_contact"),
    path("contacts/<slug:token>/absences/", own_contact.by_link(own_contact.add_absence)),
    path("contacts/<slug:token>/absences/<int:pk>/remove/", own_contact.by_link(own_contact.remove_absence)),
    path("contacts/<slug:token>/capacity/", own_contact.by_link(own_contact.set_capacity)),
    path("contacts/<slug:token>/open/<int:pk>/", own_contact.by_link(own_contact.open_referral)),
    path("referrals/<slug:token>/", referral.show_referral, name="referral"),
    path("referrals/<slug:token>/accept/", referral.accept_referral, name="referral_accept"),
    path("referrals/<slug:token>/pass-on/", referral.pass_on_referral, name="referral_pass_on"),
    path("referrals/<slug:token>/do/<slug:name>/", referral.do_work, name="referral_work"),
    path("referrals/<slug:token>/files/<int:pk>/", files.give_to_contact, name="referral_file"),
    path("referrals/<slug:token>/ask/", referral.ask_ukti, name="referral_ask"),
]
