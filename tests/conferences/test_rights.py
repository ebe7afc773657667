"""Holding conferences is a right that the operator gives; a name is shown once its bearer has accepted."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference, Membership
from confman.mail.models import Message
from tests.factories import MembershipFactory, UserFactory
from tests.letters import as_sent

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return response.content.decode()


class TestHoldingConferences:
    def test_who_lacks_it_sees_no_button_and_is_told_whom_to_ask(self, client_as, stranger, conference):
        browser = client_as(stranger)
        assert reverse("conferences_site:new") not in text(browser.get("/"))
        for answer in (
            browser.get(reverse("conferences_site:new")),
            browser.post(reverse("conferences_site:new")),
        ):
            assert answer.status_code == 403 and "the operator of this server" in text(answer)

    def test_the_operator_gives_and_takes_it_and_the_history_notes_it(self, client_as, stranger):
        call_command("grantconferences", "Stranger@Example.org")
        browser = client_as(stranger)
        assert reverse("conferences_site:new") in text(browser.get("/"))
        assert browser.get(reverse("conferences_site:new")).status_code == 200
        call_command("grantconferences", "stranger@example.org", "--take-back")
        assert client_as(stranger).get(reverse("conferences_site:new")).status_code == 403
        assert [
            entry.details
            for entry in AuditEntry.objects.filter(verb="accounts.rights_changed").order_by("at")
        ] == [{"may_hold_conferences": True}, {"may_hold_conferences": False}]
        with pytest.raises(CommandError, match="no account"):
            call_command("grantconferences", "nobody@example.org")

    def test_a_superuser_gives_it_in_the_admin(self, client_as, stranger):
        root = UserFactory(is_staff=True, is_superuser=True)
        page = reverse("admin:accounts_user_change", args=[stranger.pk])
        assert "may_hold_conferences" in text(client_as(root).get(page))

    def test_an_owner_without_it_prepares_and_does_not_announce(self, client_as, member, conference):
        owner = member("owner")
        Conference.objects.update(status="draft")
        page = reverse("conferences_secretariat:status", args=[conference.slug])
        refused = client_as(owner).post(page, {"status": "announced"}, follow=True)
        assert "the operator of this server" in text(refused)
        conference.refresh_from_db()
        assert conference.status == "draft"
        User.objects.filter(pk=owner.pk).update(may_hold_conferences=True)
        client_as(User.objects.get(pk=owner.pk)).post(page, {"status": "announced"})
        conference.refresh_from_db()
        assert conference.status == "announced"

    @pytest.mark.parametrize(("production", "first"), [(False, True), (True, False)])
    def test_on_ones_own_machine_whoever_signs_up_first_has_it(self, settings, production, first):
        settings.CONFMAN_OPEN_SIGNUP, settings.PRODUCTION = True, production
        UserFactory(email="organizer@example.org", may_hold_conferences=True)  # the demo's
        browsers = {}
        for address in ("nobodys@home.test", "first@home.test", "second@home.test"):
            browsers[address] = Client()
            typed = {"email": address, "password1": "a-long-enough-one-7"}
            browsers[address].post(reverse("account_signup"), typed)
        assert not User.objects.hold_conferences().exists(), "nobody has shown that a mailbox is theirs"
        for address in ("first@home.test", "second@home.test"):
            letter = as_sent(Message.objects.get(to=address))
            code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", letter, re.MULTILINE)[1]
            browsers[address].post(reverse("account_email_verification_sent"), {"code": code})
        holding = {user.email for user in User.objects.hold_conferences()}
        assert holding == ({"first@home.test"} if first else set())


class TestInvitations:
    def pages(self, browser: Client, conference: Conference) -> str:
        """All that an owner reads of the team: the list, the history, who may be given a task, the outbox."""
        names = ("team", "history", "task-add", "dashboard")
        found = [
            text(browser.get(reverse(f"conferences_secretariat:{n}", args=[conference.slug]))) for n in names
        ]
        found.append(text(browser.get(reverse("mail_secretariat:outbox", args=[conference.slug]))))
        for message in Message.objects.all():
            page = reverse("mail_secretariat:message", args=[conference.slug, message.pk])
            found.append(text(browser.get(page)) + message.body_text + message.to_name)
        for member in Membership.objects.filter(user__email="known@example.org"):
            for name in ("member-role", "member-remove"):
                page = reverse(f"conferences_secretariat:{name}", args=[conference.slug, member.pk])
                found.append(text(browser.get(page)))
        return " ".join(found)

    def test_the_name_behind_an_address_is_shown_once_it_accepts(self, owner_client, client_as, conference):
        known = UserFactory(email="known@example.org", name="Zulfiya Secretname")
        team = reverse("conferences_secretariat:team", args=[conference.slug])
        said = [
            text(owner_client.post(team, {"email": "known@example.org", "role": "programme"}, follow=True))
            for _time in range(2)
        ]
        read = self.pages(owner_client, conference) + "".join(said)
        assert "Secretname" not in read and "known@example.org" in read
        assert client_as(known).get(f"/{conference.slug}/secretariat/").status_code == 200
        assert "Secretname" in self.pages(owner_client, conference)
        assert AuditEntry.objects.filter(verb="conferences.invitation_accepted").count() == 1
        client_as(known).get(f"/{conference.slug}/secretariat/")
        assert AuditEntry.objects.filter(verb="conferences.invitation_accepted").count() == 1

    def test_an_owner_does_not_invite_half_the_world(self, owner, owner_client, conference):
        from confman.accounts.domain.rate_limits import within_rate_limit

        for _time in range(200):
            within_rate_limit("invitation", account=owner.pk)
        team = reverse("conferences_secretariat:team", args=[conference.slug])
        assert owner_client.post(team, {"email": "a@example.org", "role": "programme"}).status_code == 429

    def test_who_is_invited_and_taken_out_again_and_again_gets_ten_mails_an_hour(
        self, owner_client, conference
    ):
        team = reverse("conferences_secretariat:team", args=[conference.slug])
        answers = []
        for number in range(12):
            email = "Anna@example.org" if number % 2 else "anna@example.org"
            answers.append(owner_client.post(team, {"email": email, "role": "programme"}).status_code)
            conference.memberships.filter(user__email__iexact=email).delete()
        assert answers == [302] * 10 + [429] * 2
        assert Message.objects.filter(to__iexact="anna@example.org").count() == 10


class TestFactors:
    def test_a_lost_factor_is_deleted_by_command_and_the_history_notes_it(self, client_as):
        root = UserFactory(email="root@example.org", is_staff=True, is_superuser=True)
        browser = client_as(root)
        assert browser.get("/admin/").status_code == 200
        call_command("resetfactors", "root@example.org")
        assert not Authenticator.objects.exists()
        assert AuditEntry.objects.get(verb="accounts.factors_reset").details == {"count": 1}
        assert "login" in browser.get("/admin/")["Location"], (
            "the person who has their device is signed in no more"
        )
        again = Client()
        again.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
        assert again.get("/admin/")["Location"] == reverse("mfa_index")

    @pytest.mark.parametrize("address", ["/", "/admin/", "/tashkent2027/secretariat/", "/tashkent2027/en/"])
    def test_staff_without_one_are_led_to_set_one_up_before_anything_else(self, conference, address):
        browser = Client()
        browser.force_login(UserFactory(is_staff=True, is_superuser=True))
        answer = browser.get(address)
        assert answer.status_code == 302 and answer["Location"] == reverse("mfa_index")
        assert "set one up" in text(browser.get(answer["Location"]))
        assert browser.get(reverse("account_logout")).status_code == 200

    def test_a_session_from_before_uses_it_first(self, conference):
        user = UserFactory(is_staff=True)
        browser = Client()
        browser.force_login(user)
        TOTP.activate(user, generate_totp_secret())
        answer = browser.get("/admin/")
        assert answer["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Fadmin%2F"

    def test_the_team_needs_one_where_the_operator_wants_it_so(self, client_as, member, stranger, settings):
        team, visitor = client_as(member("programme")), client_as(stranger)
        page = "/tashkent2027/secretariat/"
        assert team.get(page).status_code == 200
        settings.CONFMAN_TEAM_NEEDS_SECOND_FACTOR = True
        assert team.get(page)["Location"] == reverse("mfa_index")
        assert team.get("/tashkent2027/en/")["Location"] == reverse("mfa_index"), "and no page before"
        assert "set one up" in text(team.get(reverse("mfa_index")))
        assert visitor.get(reverse("accounts:account")).status_code == 200
        assert visitor.get("/tashkent2027/en/").status_code == 200

    def test_staff_below_a_superuser_give_themselves_nothing(self, client_as):
        from django.contrib.auth.models import Permission

        staff = UserFactory(is_staff=True)
        staff.user_permissions.add(*Permission.objects.filter(content_type__app_label="accounts"))
        browser = client_as(staff)
        own = reverse("admin:accounts_user_change", args=[staff.pk])
        powers = ("is_superuser", "is_staff", "is_active", "may_hold_conferences")
        browser.post(own, {"name": "x", **dict.fromkeys(powers, "on")})
        staff.refresh_from_db()
        assert not staff.is_superuser and not staff.may_hold_conferences
        assert browser.get(own).status_code == 200, "what they may look at they see"


def test_a_member_who_has_not_accepted_still_has_the_role(client_as, conference):
    member = MembershipFactory(conference=conference, role="programme", accepted_at=None)
    page = reverse("agenda_secretariat:session-list", args=[conference.slug])
    assert client_as(member.user).get(page).status_code == 200
