"""Addresses of teams, of registration, and of claims, for people and at the desk."""

from django.urls import path

from directory.views import claiming, joining, registration, team
from directory.views.desk import claims, letters

TEAM = "account/businesses/<slug:slug>/team/"
CLAIM = "businesses/<slug:slug>/claim/"
DESK = "desk/claims/"

urlpatterns = [
    path(TEAM, team.show_team, name="team"),
    path(TEAM + "invite/", team.invite, name="invite"),
    path(TEAM + "invitations/<int:pk>/send-again/", team.send_again, name="invitation_send_again"),
    path(TEAM + "invitations/<int:pk>/take-back/", team.take_back, name="invitation_take_back"),
    path(TEAM + "<int:pk>/role/", team.change_role, name="change_role"),
    path(TEAM + "<int:pk>/remove/", team.remove_member, name="remove_member"),
    path(TEAM + "leave/", team.leave, name="leave_team"),
    path(
        TEAM + "requests/<int:pk>/accept/", team.answer_request, {"is_accepted": True}, name="request_accept"
    ),
    path(
        TEAM + "requests/<int:pk>/decline/",
        team.answer_request,
        {"is_accepted": False},
        name="request_decline",
    ),
    path(
        TEAM + "claims/<int:pk>/accept/", team.answer_claim, {"is_accepted": True}, name="team_claim_accept"
    ),
    path(
        TEAM + "claims/<int:pk>/refuse/", team.answer_claim, {"is_accepted": False}, name="team_claim_refuse"
    ),
    path("invitations/<slug:token>/", joining.show_invitation, name="invitation"),
    path("invitations/<slug:token>/accept/", joining.accept_invitation, name="invitation_accept"),
    path("businesses/register/", registration.write_step, name="register"),
    path("businesses/register/duplicates/", registration.choose_duplicate, name="register_duplicates"),
    path("businesses/register/check/", registration.check_answers, name="register_check"),
    path("businesses/register/<slug:step>/", registration.write_step, name="register_step"),
    path("account/claims/", claiming.list_own_claims, name="own_claims"),
    path("businesses/<slug:slug>/join/", joining.ask_to_join, name="join"),
    path(CLAIM, claiming.show_claim, name="claim"),
    path(CLAIM + "email/", claiming.claim_by_email, name="claim_email"),
    path(CLAIM + "letter/", claiming.claim_by_letter, name="claim_letter"),
    path(CLAIM + "evidence/", claiming.claim_by_evidence, name="claim_evidence"),
    path(CLAIM + "code/", claiming.enter_code, name="claim_code"),
    path(CLAIM + "code/again/", claiming.send_code_again, name="claim_code_again"),
    path(DESK, claims.list_claims, name="desk_claims"),
    path(DESK + "letters/", letters.list_letters, name="desk_letters"),
    path(DESK + "letters/addresses/", letters.fetch_addresses, name="desk_letters_addresses"),
    path(DESK + "letters/print/", letters.print_chosen, name="desk_letters_print"),
    path(DESK + "<int:pk>/", claims.show_claim, name="desk_claim"),
    path(DESK + "<int:pk>/approve/", claims.approve_claim, name="desk_claim_approve"),
    path(DESK + "<int:pk>/deny/", claims.deny_claim, name="desk_claim_deny"),
    path(DESK + "<int:pk>/revoke/", claims.revoke_claim, name="desk_claim_revoke"),
]
