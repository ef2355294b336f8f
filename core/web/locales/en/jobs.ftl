# What somebody has ordered in a space and is done in the background.

# In the navigation of a space and as the title of the page.
jobs-title = Your jobs
jobs-none = You have ordered nothing yet
jobs-none-note = What takes longer than a moment, such as planning a tour, is listed here with how far it is.
# The heading over what is not over yet.
jobs-now = Under way now
jobs-nothing-now = Nothing of yours is under way.
# The heading over the rest, and the name of its table, which is only read out.
jobs-ended = Over
jobs-ended-caption = What you ordered and is over
jobs-what = What
jobs-state = State
jobs-plugin = By
jobs-ordered = Ordered
jobs-when = Ended
jobs-why = Why
jobs-stop = Stop

## States

jobs-waiting = waiting
jobs-under-way = under way
# It was asked to stop and has not yet.
jobs-stopping = stopping
jobs-done = done
jobs-failed = failed
jobs-cancelled = stopped
