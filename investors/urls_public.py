"""Addresses that need no account: sending and following an enquiry, answering a referral."""

from django.urls import URLPattern, path

from investors.views import enquiry, follow, referral

urlpatterns: list[URLPattern] = [
    path("enquiries/new/", enquiry.write_step, name="enquiry_new"),
    path("enquiries/new/check/", enquiry.check_answers, name="enquiry_check"),
    path("enquiries/new/send/", enquiry.send_enquiry, name="enquiry_send"),
    path("enquiries/new/remove/", enquiry.remove_carried, name="enquiry_remove"),
    path("enquiries/new/<slug:step>/", enquiry.write_step, name="enquiry_step"),
    path("enquiries/sent/<str:sealed>/", enquiry.show_sent, name="enquiry_sent"),
    path("enquiries/<slug:reference>/<slug:token>/", follow.follow_enquiry, name="enquiry"),
    path("enquiries/<slug:reference>/<slug:token>/write/", follow.write_back, name="enquiry_write"),
    path(
        "enquiries/<slug:reference>/<slug:token>/withdraw/", follow.withdraw_enquiry, name="enquiry_withdraw"
    ),
    path("referrals/<slug:token>/", referral.show_referral, name="referral"),
    path("referrals/<slug:token>/accept/", referral.accept_referral, name="referral_accept"),
    path("referrals/<slug:token>/pass-on/", referral.pass_on_referral, name="referral_pass_on"),
    path("referrals/<slug:token>/ask/", referral.ask_ukti, name="referral_ask"),
]
