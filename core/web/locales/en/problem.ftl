# What went wrong: for each kind its title, and under `-advice` what it means and what to do now. The names are those of
# `docs/reference/problems.md`.

problem-invalid = This does not fit
problem-invalid-advice = Go back, look at what you filled in, and send it again.
problem-too-large = That is too large
problem-too-large-advice = Send a smaller file, or split it into several.
problem-unauthenticated = Sign in first
problem-unauthenticated-advice = What you asked for is only for people who are signed in.
problem-reauthenticate = Confirm your password first
problem-reauthenticate-advice = This is something that only you should be able to do, so it needs your password again. Confirm it on your account page, then repeat the last step within ten minutes.
problem-cross-site = This page was open for too long
problem-cross-site-advice = Nothing was changed. Open the page again and repeat the last step. If you came here by a link on another site, do it on this site's own page instead.
problem-malformed = This cannot be read
problem-malformed-advice = What was sent is broken or incomplete. Go back and send it again.
problem-method-not-allowed = This cannot be done here
problem-method-not-allowed-advice = The address is right, but not for what was tried. Go back and use the page's own buttons.
problem-unsupported-media-type = This kind of file does not fit
problem-unsupported-media-type-advice = Go back and send it in one of the forms that the page asks for.
problem-slow-request = The connection was too slow
problem-slow-request-advice = What you sent did not arrive in time. Nothing was changed. Try again where reception is better, or send a smaller file.
problem-storage-full = There is no room left
problem-storage-full-advice = Nothing was saved, because the disk of this instance is full. Tell whoever runs it; then try again.
problem-forbidden = You may not do this
problem-forbidden-advice = You are signed in, but this needs a right that you do not have here. An owner of the space can give it to you. If you had the page open for a long time, open it again and repeat the last step.
problem-not-found = There is nothing here
problem-not-found-advice = The address may be mistyped, or what was here is gone, or it belongs to a space that you are not a member of.
problem-conflict = Somebody changed it first
problem-conflict-advice = Between your opening the page and sending it, somebody else saved a change. Nothing was overwritten. Open the page again to see their change, then make yours.
problem-duplicate = There is one already
problem-duplicate-advice = Use the one that is there, or choose another name.
problem-limit = That was too much at once
problem-limit-advice = Wait a little and try again. Nothing was lost.
problem-timeout = It took too long
problem-timeout-advice = Nothing was changed. Try again, or try with less at once.
problem-cancelled = It was cancelled
problem-cancelled-advice = It was stopped before it was finished. You can start it again.
problem-unavailable = Not available right now
problem-unavailable-advice = This is passing. Try again in a moment; nothing was lost.
problem-plugin-failed = This plugin failed
problem-plugin-failed-advice = The fault is not yours, and nothing was half-saved. Try once more; if it fails again, tell whoever runs this instance.
problem-plugin-timeout = This plugin took too long
problem-plugin-timeout-advice = It was stopped and nothing was changed. Try with less at once.
problem-plugin-memory = This plugin asked for too much
problem-plugin-memory-advice = It was stopped and nothing was changed. Try with less at once.
problem-plugin-trapped = This plugin failed
problem-plugin-trapped-advice = The fault is not yours, and nothing was half-saved. Try once more; if it fails again, tell whoever runs this instance.
problem-plugin-bad-reply = This plugin failed
problem-plugin-bad-reply-advice = The fault is not yours, and nothing was half-saved. Try once more; if it fails again, tell whoever runs this instance.
problem-plugin-limit = This plugin asked for too much
problem-plugin-limit-advice = It was stopped and nothing was changed. Try with less at once.
problem-package-refused = This plugin cannot be used here
problem-package-refused-advice = Its package does not fit this version of Loadin. Whoever runs this instance can look for a newer one.
problem-internal = Something failed on our side
problem-internal-advice = The fault is not yours, and nothing was half-saved. Try once more; if it fails again, tell whoever runs this instance.

## Around it

problem-again = Try again in { $seconds ->
    [one] a second
   *[other] { $seconds } seconds
 }.
problem-again-minutes = Try again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
 }.
problem-to-spaces = To your spaces
problem-sign-in = Sign in
problem-number = If you ask somebody for help, give them this number: { $number }
