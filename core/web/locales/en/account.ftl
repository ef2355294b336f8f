# Somebody's own page, and the list of their spaces.

account-title = Account
account-name = Name
account-login = Sign-in name
account-spaces = Your spaces
account-no-spaces = You belong to no space yet. Ask an owner of the one you need to take you in.

## Browsers they are signed in with

account-devices = Signed in
account-devices-sign-out = Sign out all others
# A word beside the browser that shows the page.
account-device-this = This browser
account-device-used = Last used
account-device-sign-out = Sign out
account-device-on = { $browser } on { $system ->
    [iPhone] an iPhone
    [iPad] an iPad
    [Mac] a Mac
   *[other] { $system }
 }
account-device-some-on = A browser on { $system ->
    [iPhone] an iPhone
    [iPad] an iPad
    [Mac] a Mac
   *[other] { $system }
 }
account-device-some = A browser

## Password

account-password = Change the password
account-password-note = Every other browser is signed out, and all your API tokens are taken back.
account-current-password = The password you have
account-new-password = The new password
account-change-password = Change the password

## API tokens

account-tokens = API tokens
account-tokens-note = With a token a program acts for you in one space, with no more rights than you have there.
account-make-token = Make a token
account-confirm-first = Confirm your password to make a token
account-token-name = What it is for
account-token-name-help = So that you know later which one to take back.
account-token-space = Space
# Goes on with one of the two rights.
account-token-may = It may
account-token-read = read
account-token-write = read and change
# Goes on with a number of days.
account-token-ends-after = It ends after
account-token-days = { $count ->
    [365] a year
    [one] one day
   *[other] { $count } days
 }
account-token-submit = Make a token
account-token-new = Your new token
account-token-copy = The token is made. Copy it now: it is not shown again.
account-token-none = You have no tokens.
account-token-ends = Ends
account-token-last-used = Last used
account-token-never = never
account-token-take-back = Take back
account-token-take-back-note = Whatever uses this token stops working at once.

## For those who operate the instance

account-instance = This instance
