# What is told after a form was sent or a page was asked for: what was done, and what was wrong with a field. Each is a
# sentence of its own.

## Done

told-done-password = Your password is changed. Every other browser is signed out, and your API tokens are taken back.
told-done-preferences = Your language and units are saved.
told-done-token = The token is taken back.
told-done-device = That browser is signed out.
told-done-others = All other browsers are signed out.

## Signing in

told-sign-in-wrong = That name and password do not belong together.
told-sign-in-wait = There were too many attempts to sign in.
told-sign-in-busy = Too many people are signing in right now.
told-not-your-password = That is not your password.
told-not-current-password = That is not the password you have now.

## Setting up

told-set-up-token = The token stands in the server's terminal.
told-set-up-wrong-token = That is not the token that the server printed when it started.
told-set-up-old-token = That token is too old: restart the server for a new one.
told-set-up-kind = Choose what kind of group it is.
told-login-taken = That sign-in name is taken: choose another.
told-address-taken = The address `{ $address }` is taken: choose another.

## Names and passwords

told-name-empty = The name is empty.
told-name-long = The name has more than 64 characters.
told-name-hidden = The name has a character that cannot be seen ({ $code }): type it anew.
told-login-length = A sign-in name has 3 to 32 characters, not { $count }.
told-login-character = A sign-in name has letters, digits and, between them, single `.`, `-` or `_`; `{ $letter }` does not fit there.
told-login-scripts = A sign-in name is written in one script; `{ $letter }` is of another one than the letters before it.
told-login-reserved = `{ $name }` is not free: add something that makes it yours.
told-password-short = The password has { $count ->
    [one] one character
   *[other] { $count } characters
 } and needs { $least }: four or five words that do not belong together are easy to keep.
told-password-long = The password has more than { $most } characters: shorten it.
told-password-easy = The password would be guessed soon: add words that have nothing to do with you or with each other.
told-password-keyboard = The password would be guessed soon (neighbours on the keyboard are tried early): add words that have nothing to do with you or with each other.
told-password-repeats = The password would be guessed soon (repeating something hardly helps): add words that have nothing to do with you or with each other.
told-password-common = The password would be guessed soon (many people use one like it): add words that have nothing to do with you or with each other.
told-password-sequence = The password would be guessed soon (sequences such as abc or 6543 are tried early): add words that have nothing to do with you or with each other.
told-password-dates = The password would be guessed soon (years and dates are tried early): add words that have nothing to do with you or with each other.
told-password-names = The password would be guessed soon (names are tried early): add words that have nothing to do with you or with each other.
told-password-word = The password would be guessed soon (it is a word by itself): add words that have nothing to do with you or with each other.

## API tokens

told-token-name = A token's name has 1 to 64 characters: say which program it is for.
told-token-space = Choose one of your spaces in which you may make tokens.
told-token-scope = Choose what the token may do.
told-token-ends = Choose after how many days the token ends.
told-token-days = A token is good for 1 to { $most } days, not { $count }.
told-token-many = You have { $count } tokens that work: take back one that you do not need.
told-token-left = A space you have left

## Refused

told-forbidden = This needs the permission { $permission }, which your role does not have here.
told-store-full = Whoever runs this instance can free space on the disk or raise `database.max_size`.
told-token-person = An API token cannot do this: sign in with a browser.
told-other-site = Another site sent this request.
told-no-origin = The browser does not say which page sent this request: use a current browser.
told-content-type = What was sent is not of a kind that is taken here.
told-form-missing = The form was not sent by one of our own pages.
told-form-foreign = The form was not made for you here.
told-form-expired = The form was open for more than 12 hours.
told-duplicate = There is one already with the same { $what }.
told-plugin-busy = This plugin is busy.
told-plugin-too-large = What you sent has { $size }; this plugin takes at most { $limit }.
told-bad-reply = Its author finds the reason in the log.
told-bad-reply-why = The plugin's answer cannot be used; this instance is for development, so here is why.
told-html-flaws = Some of this page's HTML is not shown. Only an instance for development says so.
told-more-flaws =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }
told-streams = At most { $count } pages of yours can watch a job at once: close one of them.

## Forms that cannot be read

told-forms-only = This takes forms only.
told-form-broken = The form broke off, or its parts cannot be told apart.
told-form-not-text = The form is not text in UTF-8.
told-form-cut = The form did not arrive whole; it may have { $size } at most.
told-form-fields = The form has more than { $count } fields.
told-form-field-long = A field has more than 1 MB of text.
told-form-name-long = The name of a field or of a file is too long.
told-request-large = A request may bring { $size } at most.
told-request-slow = What was sent did not arrive within { $seconds } seconds.

## What somebody likes to have

told-language = Choose one of the languages that are offered.
told-distances = Choose kilometres or miles.
told-zone = There is no such time zone: write one of the list, such as Europe/Berlin, or nothing.
