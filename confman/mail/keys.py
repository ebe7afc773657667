"""Keys of the mails of accounts. They have no registered kind, since allauth writes them."""

ACCOUNT_MAIL = "accounts"  # the prefix of their keys
# Kinds that someone waits for: a code, a link, or the reason why there is none. The others report what was done.
ACCOUNT_CODES = frozenset(
    {
        "login_code", "email_confirmation", "email_confirmation_signup", "password_reset_key", "password_reset_code",
        "account_already_exists", "unknown_account",
    }
)  # fmt: skip
