# What the script says while the page stays: seen at the foot of the window, and read out.

script-sending = Sending …
script-sending-file = Sending the file …
# There is no connection at all.
script-not-sent = Not sent: there is no connection. What you typed is still here; send it again when you are connected.
# It was sent, and the answer got lost.
script-no-answer = No answer came, so it may not have been sent. What you typed is still here; send it again.

## The question before something is done. `yes` is for a form; a button has its own text.

script-yes = Yes, go on
script-cancel = Cancel
