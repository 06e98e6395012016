"""Addresses that need no account: sending and following an enquiry, answering a referral."""

from django.urls import URLPattern, path

from investors.views import enquiry, follow, referral

urlpatterns: list[URLPattern] = [
    path("enquiries/new/", enquiry.write_step, name="enquiry-new"),
    path("enquiries/new/check/", enquiry.check_answers, name="enquiry-check"),
    path("enquiries/new/send/", enquiry.send_enquiry, name="enquiry-send"),
    path("enquiries/new/remove/", enquiry.remove_carried, name="enquiry-remove"),
    path("enquiries/new/<slug:step>/", enquiry.write_step, name="enquiry-step"),
    path("enquiries/sent/<str:sealed>/", enquiry.show_sent, name="enquiry-sent"),
    path("enquiries/<slug:reference>/<slug:token>/", follow.follow_enquiry, name="enquiry"),
    path("enquiries/<slug:reference>/<slug:token>/write/", follow.write_back, name="enquiry-write"),
    path(
        "enquiries/<slug:reference>/<slug:token>/withdraw/", follow.withdraw_enquiry, name="enquiry-withdraw"
    ),
    path("referrals/<slug:token>/", referral.show_referral, name="referral"),
    path("referrals/<slug:token>/accept/", referral.accept_referral, name="referral-accept"),
    path("referrals/<slug:token>/pass-on/", referral.pass_on_referral, name="referral-pass-on"),
    path("referrals/<slug:token>/ask/", referral.ask_ukti, name="referral-ask"),
]
