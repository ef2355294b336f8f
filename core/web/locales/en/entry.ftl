# The ways in: setting up, signing in, and confirming that it still is you.

## Setting up a new instance

entry-set-up-title = Welcome to Loadin
entry-set-up-lead = This instance is new. Whoever fills in this form runs it and owns its first space.
entry-set-up-token = Set-up token
entry-set-up-token-help = It stands in the terminal where this instance was started, and works once.
entry-set-up-submit = Set up Loadin
entry-space = Name of your band, venue or collective
entry-space-help = The first space of this instance; you can add others later.
# Goes on with one of the four kinds.
entry-kind = It is
entry-kind-band = a band
entry-kind-venue = a venue
entry-kind-collective = a collective
entry-kind-crew = a crew
entry-name = Your name
entry-name-help = As bandmates and venues should read it.
entry-login = Sign-in name
entry-login-help = 3 to 32 letters or digits. You sign in with it; others do not see it.
entry-password = Password
entry-password-help = At least 15 characters. Four or five unrelated words are strong and easy to keep.

## Signing in

entry-sign-in-title = Sign in
entry-sign-in-submit = Sign in
entry-sign-in-help = No account, or the password is gone? Ask whoever runs this instance.

## Confirming

entry-confirm-title = Confirm your password
entry-confirm-lead = What comes next is something that only you should be able to do.
entry-confirm-submit = Confirm
