# The words of the tour optimizer. Every other language has a file like this one, named by its tag (`de.ftl`); what it
# leaves out is said in English. Values are handed over as what they are: `$sum` is money, `$date` a day, `$drive` a length
# of time, and each language writes them in its own way.

## What the plugin is called, and its places in the navigation

plugin-name = Tour optimizer
plugin-summary =
    Plans the tour that earns the most from a list of venues, and says how far from the best possible it can be.
nav-plans = Plans
nav-venues = Venues
# What its jobs do, in the list of somebody's jobs.
job-plan = Plan a tour from files
job-plan-tour = Plan a tour
job-solve = Solve a tour

## The pages that everybody starts from

plan-a-tour = Plan a tour
upload-your-venues = Upload your venues
change-and-plan-again = Change and plan again
delete-this-plan = Delete this plan
delete-this-plan-question = Delete this plan? It cannot be brought back here.
left-for-the-band = Left for the band
on-the-road = On the road
estimated = estimated

home-title = Tours
home-empty-title = Start with your venues
home-empty =
    Which venues, on which days, in what order leave you the most money? Upload your list: a CSV file with name, latitude
    and longitude is enough; capacity and money make better plans.
home-no-venues = There are no venues here any more. Upload a list before you plan the next tour.
home-choice =
    { $venues ->
        [one] There is one venue to choose from.
       *[other] There are { $venues } venues to choose from.
    }
home-latest = Latest plans
home-all-plans = All plans

plans-title = Plans
plans-by-age = Plans, the newest first
plans-plan = Plan
plans-state = State
plans-first-day = First day
plans-shows = Shows
plans-empty-title = No plans yet
plans-empty = Plan a tour: it takes less than a minute.
state-planned = Planned
state-planning = Being planned
state-interrupted = Interrupted
state-infeasible = Not possible
state-cancelled = Stopped
state-failed = Failed

## A plan, whatever became of it

# A plan that nobody has named is called so.
usual-title = { $home }, { $from } to { $to } { $year }
tabs = Views of this plan
tab-tour = Tour
tab-money = Money
tab-rest = Not played
tab-wish = Asked
plan-you-can-leave = You can leave this page: the plan will be in your list.
plan-stop = Stop planning
plan-stop-question = Stop planning? What was found so far is dropped.
plan-stopped = Planning was stopped. Nothing of it was kept but what you asked for.
plan-interrupted =
    Planning was interrupted, because the server was started again. Plan it once more: what you asked for is still here.
plan-again = Plan again
plan-failed = This could not be planned. { $why }
plan-failed-as-asked = This could not be planned as it was asked for:
plan-failed-unsaid = planning ended without saying why
plan-to-venues = Look at the venues
rename = Rename

changed = Your venue list is not the one that this tour was asked for with. Plan again to take it in.
changed-deleted = No longer in your list: { $venues }.
changed-changed = Changed in your list: { $venues }.
changed-gone =
    { $venues ->
        [one] 1 venue was deleted before the tour was planned and could not be chosen.
       *[other] { $venues } venues were deleted before the tour was planned and could not be chosen.
    }
and-more-names = { $names } and { $more } more

progress-reading = Reading the venue list
progress-placing = Placing the venues
progress-roads = Estimating the roads
progress-searching = Searching
progress-explaining = Explaining
progress-no-tour-yet = Searching: no tour yet
progress-so-far = Searching: { $sum } so far
progress-so-far-at-most = Searching: { $sum } so far, at most { $share } more

asked-title = What you asked for
asked-start = Start
asked-end = End
asked-first-day = First day
asked-last-day = Last day
asked-people = People on the road
asked-drive-a-day = Most driving in a day
asked-drive-a-leg = Most driving from one show to the next
asked-radius = Radius clause
asked-anchors = Shows that stand
asked-must = Must be played
asked-must-not = Must not be played

## A tour

figures-in-days =
    { $days ->
        [one] in one day
       *[other] in { $days } days
    }
figures-at-the-wheel = { $drive } at the wheel, estimated
figures-longest = Longest day at the wheel
gap-proven = No other tour over these venues leaves you more: that is proven.
gap-percent = Another tour could leave you at most { $share } more.
gap-bound = No tour can leave you more than { $sum }.
gap-unknown = How much more another tour could leave you is not known yet.
gap-time-over = The search ran out of time: a longer one may find a better tour.

map-title = The route
map-to =
    { $shows ->
        [one] From { $home } over one show to { $end }. Straight lines; the roads are longer.
       *[other] From { $home } over { $shows } shows to { $end }. Straight lines; the roads are longer.
    }
map-open =
    { $shows ->
        [one] From { $home } to the only show. Straight lines; the roads are longer.
       *[other] From { $home } over { $shows } shows to the last one. Straight lines; the roads are longer.
    }
map-back =
    { $shows ->
        [one] From { $home } over one show and back. Straight lines; the roads are longer.
       *[other] From { $home } over { $shows } shows and back. Straight lines; the roads are longer.
    }

files-title = Take it along
files-calendar = Calendar
files-calendar-note = Every show and drive, for your phone
files-table = Table
files-table-note = A line a day, for a spreadsheet
files-map = Map data
files-map-note = GeoJSON, for other maps

estimates-roads = Distances and driving times are estimates, ±15 %.
estimates-net-all = Your list does not say what a show earns: every amount is estimated.
estimates-net-some = For { $estimated } of the { $shows } shows your list does not say what a show earns: that is estimated.
estimates-capacity-all = Your list does not say how many people a room holds: every room is estimated.
estimates-capacity-some =
    For { $estimated } of the { $shows } shows your list does not say how many people a room holds: that is estimated.

days-title = Day by day
day-off = Day off
day-drive = On the road to { $place }
day-drive-on = On the road to the next show
day-ferry = With a ferry or a shuttle train, whose fare is not counted.
day-room = room for { $people }
day-room-estimated = room for { $people } (estimated)
day-money-estimated = money estimated
day-money-how = Money estimated: { $how }
day-asked-for = you asked for it

## Why a stop is where it is

why-fixed = It stands: you fixed it in advance.
why-must = You asked for it.
why-earns = It earns { $net } on { $date }.
why-earns-usual = It earns { $net } on { $date }, as on any day on which it is open.
why-earns-more = It earns { $net } on { $date }, { $above } more than on the average day on which it is open.
why-earns-less = It earns { $net } on { $date }, { $below } less than on the average day on which it is open.
why-worth = Without it the tour leaves you { $sum } less.
why-costs = Without it the tour leaves you { $sum } more.
# Small letters and no full stop: on a terminal they stand among others.
why-needed-gap =
    { $days ->
        [one] without it there would be 1 day from { $from } to { $to }, the longest gap is { $limit }
       *[other] without it there would be { $days } days from { $from } to { $to }, the longest gap is { $limit }
    }
why-needed-drive = without it the drive from { $from } to { $to } is beyond the limits
why-needed-drive-out = without it the drive from home to { $to } is beyond the limits
why-needed-drive-home = without it the drive from { $from } to home is beyond the limits
why-needed = without it no tour keeps the limits
why-drive = { $road } and { $drive } from { $place }.
why-drive-ferry = { $road } and { $drive } from { $place }, by ferry (its fare is not counted).
why-next-less = { $venue } on { $date } in its place leaves you { $sum } less.
why-next-more = { $venue } on { $date } in its place leaves you { $sum } more.
why-next-same = { $venue } on { $date } in its place leaves you the same.

## The money

money-title = What comes in and goes out
money-shows = Shows, after their own costs
money-driving = Driving
money-driven = { $road }
money-beds = Beds
money-food = Food
money-eaters =
    { $people ->
        [one] { count-days } for one person
       *[other] { count-days } for { $people } people
    }
money-van = Van
money-by-show = What each show earns
money-net = After its own costs
count-shows =
    { $shows ->
        [one] 1 show
       *[other] { $shows } shows
    }
count-days =
    { $days ->
        [one] 1 day
       *[other] { $days } days
    }
count-nights =
    { $nights ->
        [one] 1 night
       *[other] { $nights } nights
    }
assumed-title = What was assumed
assumed-net =
    { $venues ->
        [one] What a show earns, for one venue: { $how }
       *[other] What a show earns, for { $venues } venues: { $how }
    }
assumed-capacity =
    { $venues ->
        [one] How many people a room holds, for one venue: { $how }
       *[other] How many people a room holds, for { $venues } venues: { $how }
    }

# How it was made. Small letters and no full stop: it stands after what it is about.
how-for = for { $venue }, { $how }
how-capacity =
    the name suggests { $room }, usually { $usual } people; scaled with the size of the town ({ $town }): { $people }
how-net =
    a draw of { $draw } in a town of 10,000, more in larger towns ({ $town }); { $pull } % of it in { $room }; Mon-Sun { $week } % of a usual night, at most 9 of 10 places; { $share } % of the door; less the cost of the show
how-population = population { $people }
how-population-unknown = population unknown, 10,000 taken
room-unknown = an unknown kind of room
room-house = a house
room-cafe = a café or shop
room-bar = a bar or pub
room-dining = a restaurant or hotel
room-club = a club
room-quiet = a church, library or museum
room-hall = a hall
room-theatre = a theatre or arts centre
room-school = a school
room-outdoor = an outdoor place or resort
room-large = a ballroom or arena

## Venues that are not played

rest-nothing = The tour plays every venue of your list.
rest-nearest = Those that came nearest first
rest-venue = Venue
rest-what = What keeps it out
rest-why = Why
group-must-not = Ruled out by you
group-no-date = Without a date on these days
group-no-road = Without a road from the tour
group-beyond-leg = Beyond the longest drive you allow
group-not-enough-days = Too far away for the days there are
group-radius = Within a radius clause of a stop
group-date-taken = Whose best day is taken
group-drive-too-long = Where the drive before or after would be too long
group-gap-too-long = That would leave too long a gap
group-does-not-pay = That would cost more than they bring
group-search-ended = That were not tried before the search ended
group-other = For another reason
word-must-not = Ruled out
word-no-date = No date
word-no-road = No road
word-too-far = Too far
word-radius = Radius clause
word-date-taken = Day taken
word-drive = Drive too long
word-gap = Gap too long
word-does-not-pay = Does not pay
word-untried = Not tried
word-other = Other
out-must-not = You ruled it out.
out-no-date = It has no open date.
out-no-date-nearest = It has no open date on these days; the nearest is { $date }.
out-no-road = No road leads there from the tour.
out-beyond-leg = The nearest place on the tour, { $place }, is { $drive } away; the longest drive you allow is { $limit }.
out-not-enough-days =
    There and back again takes { $needed ->
        [one] 1 day
       *[other] { $needed } days
    }; the tour has { $days }.
out-radius-theirs =
    It is { $km } from { $stop }, inside that show’s radius clause: { $within }, { $before } days before and { $after } days
    after.
out-radius-own =
    It is { $km } from { $stop }, inside its own radius clause: { $within }, { $before } days before and { $after } days after.
out-date-stands = { $date } belongs to { $stop }, which stands.
out-date-taken = { $date } belongs to { $stop }.
out-swapped-same = In place of { $stop } the tour would leave you the same.
out-swapped-less = In place of { $stop } the tour would leave you { $sum } less.
out-swapped-more = In place of { $stop } the tour would leave you { $sum } more.
out-drive-too-long =
    On { $date } the drive between it and { $place } ({ $drive }) takes { $needed ->
        [one] 1 day
       *[other] { $needed } days
    }; there { $days ->
        [one] is 1
       *[other] are { $days }
    }.
out-gap-too-long =
    On { $date } it would leave { $days } days from show to show; the most you allow is { $limit }.
out-nothing-left = On { $date } it earns { $net } and costs { $cost } more ({ $km } more to drive): nothing is left.
out-loses = On { $date } it earns { $net } and costs { $cost } more ({ $km } more to drive): a loss of { $loss }.
out-search-ended = On { $date } it would add { $gain }: the search ended before trying it, so search longer.

notes-title = What to look at in your venue list
notes-lines = Lines to look at
notes-venues = Venues to look at
notes-line = Line
notes-what = What
notes-why = Why
notes-more =
    { $more ->
        [one] And one more note that is not shown here.
       *[other] And { $more } more notes that are not shown here.
    }
note-left-out = Left out
note-warning = Look at it
note-note = Good to know
note-other-currency =
    { $venue }: its net is in { $other } and the plan counts in { $currency }: convert it first

## No tour

infeasible-unproven = This is not proven: the search was not finished. Searching longer may still find a tour.
infeasible-helps = Any one of these changes would make a tour possible:
infeasible-why = What stands in the way
infeasible-dropped = Venues that no such tour can play
# Small letters and no full stop: the first one stands inside another sentence.
infeasible-because = no tour is possible: { $why }
infeasible-proven = no tour keeps all anchors and must-plays within the limits, and no single change was found that helps
infeasible-proven-but = no tour keeps all anchors and must-plays within the limits. What would help: { $change }
infeasible-none-found =
    no tour was found that keeps all anchors and must-plays within the limits, and no single change was found that helps
infeasible-none-found-but =
    no tour was found that keeps all anchors and must-plays within the limits. What would help: { $change }
cause-two-shows = { $first } on { $on } and { $second } on { $then }
cause-drive =
    the drive from { $from } to { $to } takes { $drive }, with at most { $day } a day and { $leg } from show to show
cause-no-road =
    there is no road from { $from } to { $to }, with at most { $day } a day and { $leg } from show to show
cause-beyond-start = { $venue } on { $date } cannot be reached in time: { $drive }
cause-beyond-end = after { $venue } on { $date } the tour cannot be over by { $last }: { $drive }
cause-too-far =
    { $days ->
        [one] { $shows } are 1 day apart: { $drive }
       *[other] { $shows } are { $days } days apart: { $drive }
    }
cause-gap =
    { $days ->
        [one] { $shows } are 1 day apart, the longest gap is { $limit }, and no venue can be played in between
       *[other] { $shows } are { $days } days apart, the longest gap is { $limit }, and no venue can be played in between
    }
cause-radius =
    { $days ->
        [one] { $shows } break a radius clause: it takes 1 day from one to the other
       *[other] { $shows } break a radius clause: it takes { $days } days from one to the other
    }
cause-must-without-date = { $venue } must be played and has no open date in the range
cause-must-out-of-reach = { $venue } must be played and cannot be reached and left again within the limits
cause-must-too-far = { cause-must-out-of-reach }: { $drive }
cause-must-against-anchors =
    { $venue } must be played, and each of its dates is taken by an anchor or inside an anchor's radius clause
cause-musts-in-radius = { $first } and { $second } must both be played and exclude each other on all their dates
cause-none-can-be-played =
    { $venues ->
        [one] the one venue cannot be played; { $venue }: { $why }
       *[other] none of the { $venues } venues can be played; { $venue }: { $why }
    }
cause-nothing-in-reach = no venue can be reached and left again on its open dates
cause-nothing-pays =
    no show pays for its drive: the best single one, { $venue } on { $date }, would lose { $loss }
cause-nothing-is-left =
    no show pays for its drive: the best single one, { $venue } on { $date }, would leave nothing
cause-search-ended = the search ended before it found a tour that pays: give it more time
helps-drop-anchor = Give up the show that stands at { $venue } on { $date }.
helps-drop-must = Do not insist on { $venue }.
helps-drive-a-day = Drive up to { $to } in a day instead of { $from }.
helps-drive-a-leg = Drive up to { $to } from one show to the next instead of { $from }.
helps-gap =
    { $to ->
        [one] Allow 1 day from one show to the next.
       *[other] Allow { $to } days from one show to the next instead of { $from }.
    }
helps-no-radius = Play without radius clauses.
helps-radius =
    { $days ->
        [one] Agree on radius clauses of at most 1 day before and after.
       *[other] Agree on radius clauses of at most { $days } days before and after.
    }
helps-start = Start on { $date } already.
helps-end = End on { $date } only.

## The plan form

ask-empty-title = First the venues
ask-empty = Upload your list, then plan the tour over it.
ask-choice =
    { $venues ->
        [one] The tour is chosen from your one venue. Three answers are enough; the rest has sensible values.
       *[other] The tour is chosen from your { $venues } venues. Three answers are enough; the rest has sensible values.
    }
ask-send = Plan the tour
ask-where = Where and when
ask-more-where = Name, end and country
ask-people = People and van
ask-money = Costs and currency
ask-venues = Shows you want, and shows you do not
ask-estimates = Shows whose money your list does not say
ask-search = The search

field-title = What to call it
field-title-help = Such as “Spring, with Toygirl”. Left empty, it is called after the place and the days.
field-home = Where you start
field-home-help = A town, such as Burlington, VT, or a point: 44.476,-73.212.
field-end = Where you end
field-end-help = Left empty: back home. Write “open” for wherever the last show is.
field-country = Country of the towns
field-country-help = Two letters, such as US, if a town’s name exists in several.
field-from = First day on the road or on stage
field-to = Last day on stage
field-gap = Most days from one show to the next
field-gap-help = 1 is a show every day.
field-drive-help = Half hours are fine: 6.5.
field-drive-leg-help = Over however many days.
field-drive-home = Most driving home after the last show
field-drive-home-help = 0 to sleep first.
field-anchors = Shows that stand already
field-anchors-help = One a line, date and venue: 2027-03-12 = Higher Ground.
field-must-play = Venues that must be played
field-must-play-help = One a line, on whichever day.
field-must-not = Venues that must not be played
field-must-not-help = One a line.
field-radius = No other show within
field-radius-help = As the crow flies. 0 for no radius clause.
field-radius-days = For so many days before and after a show
field-radius-days-help = Left empty: 30 days.
field-radius-before = Days before, where they differ
field-radius-after = Days after, where they differ
field-currency = Currency
field-currency-none = That of the country where you start
field-cost-per-km = Fuel and wear for one kilometre
field-cost-per-km-help = Left empty: 0.22 in euros, dollars and the like.
field-lodging = Beds for everybody, one night
field-lodging-help = Left empty: 80.00.
field-per-diem = Food for one person, one day
field-per-diem-help = Left empty: 20.00.
field-vehicle = Rent of the van, one day
field-vehicle-help = Left empty: nothing, it is yours.
field-draw = People who come for you on a usual night
field-draw-help = Paying, in a town of 10,000. Everything that rests on it is marked as estimated.
field-ticket = Price of a ticket
field-ticket-help = Left empty: 10.00.
field-door-share = Your share of the door
field-show-cost = What a show costs you by itself
field-show-cost-help = Strings, sound, support. Left empty: 40.00.
field-seconds = How long to search
field-seconds-help = Longer gives a better tour, and says more exactly how much better another one could be.
seconds = { $count } seconds
seconds-typed = { $typed } seconds
search-minutes =
    { $count ->
        [one] A minute
       *[other] { $count } minutes
    }
unit-hours = hours
unit-people = people
unit-days = days
unit-km = km
unit-percent = %
unit-work = work units

## The venue list

venues-title = Venues
venues-views = How to look at the venues
venues-as-list = List
venues-as-map = Map
venues-empty-title = No venues yet
venues-empty =
    Tours are planned over your list of venues. Upload it as a CSV file: a line of titles, then a venue a line. Name, latitude
    and longitude (name, lat, lon) are enough; town, capacity and net make better plans.
venues-upload = Upload a list
venues-upload-why = Upload a list to add venues or to bring them up to date.
venues-refused = The file was not taken, and nothing was changed.
venues-clear = Delete all venues
venues-clear-question =
    { $venues ->
        [one] Delete the one venue? Plans that were made stay.
       *[other] Delete all { $venues } venues? Plans that were made stay.
    }
venues-none-found = No venue is like that. Look for something shorter, or show all.
venues-map = Where they are
venues-map-summary =
    { $venues ->
        [one] One venue.
       *[other] { $venues } venues.
    }
venues-far =
    { $venues ->
        [one] One venue lies so far from the others that it is not on the map. Are its coordinates right?
       *[other] { $venues } venues lie so far from the others that they are not on the map. Are their coordinates right?
    }
venues-map-towns = { $venues } venues in { $towns } towns.
field-words = Name, town or country
field-lacking = What the list does not say
lacking-any = All venues
lacking-money = Without money
lacking-room = Without capacity
upload = Upload
field-venues = Venue list
field-venues-help = A line of titles, then a venue a line; at most { $most } venues.
field-mode = What to do with the venues here
mode-update = Add and update: keep the others
mode-replace = Replace the list: delete venues that the file does not have
field-list-currency = Currency of amounts without one
field-list-currency-before = As before: { $currency }
field-list-currency-none = The file says it, or has no amounts
field-list-currency-help = A column “currency” in the file comes first.

venue-name = Venue
venue-town = Town
venue-country = Country
venue-position = Place
venue-holds = Holds
venue-earns = A show earns
venue-earns-best = Best day earns
venue-earns-least = Worst day earns
venue-radius = Its own radius clause
venue-dates = Can be played
venue-day = { $date }
venue-days = { $from } to { $to }
venue-unknown = not in your list: estimated in plans
venue-map = Where it is
venue-map-summary = { $venue } and what is around it.
venue-change = To change it, upload a list that has this venue: the same name and town are the same venue.
venue-delete = Delete this venue
venue-delete-question = Delete this venue? Plans that were made stay.
on-mondays = On Mondays
on-tuesdays = On Tuesdays
on-wednesdays = On Wednesdays
on-thursdays = On Thursdays
on-fridays = On Fridays
on-saturdays = On Saturdays
on-sundays = On Sundays

import-title = Your venues are in
import-now = Venues now
import-added = Added
import-updated = Updated
import-unchanged = Unchanged
import-deleted = Deleted
import-the-list = The list
import-all-used =
    { $lines ->
        [one] { $file }: the one line is used.
       *[other] { $file }: all { $lines } lines are used.
    }
import-some-used = { $file }: { $used } of { $lines } lines are used, { $left_out } left out.
import-see = See the venues
import-currency = Amounts without a currency of their own count in { $currency }.

## What is wrong with what was asked. Small letters and no full stop: it stands beside a field, after its name.

fault-date = `{ $typed }` is not a date: write year-month-day, such as 2027-03-05
fault-ends-before = the tour ends on { $to }, before it begins on { $from }: exchange the dates
fault-too-many-days = { $from } to { $to } are { $days } days; at most { $most } are planned at once
fault-hours = { $typed } hours are out of range: give { $least } to { $most } hours
fault-range = { $typed } { $unit } are out of range: give { $least } to { $most } { $unit }
fault-seconds = { $typed } seconds are out of range: give 0.1 to 540 seconds
fault-solve-seconds = give 0 to 540 seconds
fault-solve-units = give at most { $most } work units
fault-no-home = say where the tour starts: a town, such as Burlington, VT
fault-no-from = choose the first day
fault-no-to = choose the last day
fault-whole = `{ $typed }` is not a whole number of 0 or more
fault-number = `{ $typed }` is not a number, such as 6 or 6.5
fault-title = a name has at most { $most } characters, this has { $length }
fault-title-kind = a title is text
fault-no-title = say what to call the plan
fault-version = the form has lost its version: load the page again
fault-say-a-town = say a town, such as "Burlington, VT", or a point, such as 44.476,-73.212
fault-town-name = a town's name has at most { $most } bytes, this has { $length }
fault-which-town = `{ $typed }` means { $towns } towns; write which: { $ways }
fault-no-town = no town called `{ $typed }` is known; a point works too, such as 44.476,-73.212
fault-no-town-but =
    no town called `{ $typed }` is known; did you mean { $near }? a point works too, such as 44.476,-73.212
town-people = { $place }, { $people } people
point-near = { $point } (near { $town })
either = { $before } or { $next }
fault-say-a-venue = say the name of a venue of the list
fault-which-venue = `{ $typed }` names { $venues } venues: { $names }
fault-no-venue = no venue of the list is called `{ $typed }`
fault-no-venue-but = no venue of the list is called `{ $typed }`; did you mean { $near }?
venue-in = "{ $venue }" in { $town }
fault-anchor = `{ $typed }` is not a fixed show: write its date and venue, such as 2027-03-12 = Higher Ground
fault-no-currency =
    the home does not say which currency to count in: give one by its code, such as SEK or JPY
fault-currency = `{ $typed }` is not a currency in use: write its ISO code in capitals, such as EUR, USD or GBP
fault-amount = `{ $typed }` is not an amount: write digits with a decimal point, such as 12.50
fault-decimals = `{ $typed }` has { $found } decimals, { $currency } has { $allowed }
fault-too-large = `{ $typed }` is too large
fault-amount-per-km =
    `{ $typed }` is not an amount for one kilometre: write digits with at most { $decimals } decimals, such as 0.30
fault-no-default = say this amount: there is no default for it in { $currency }
fault-negative = `{ $typed }` is negative: costs and prices are at least 0
fault-too-much = `{ $typed }` is more than any tour pays
fault-no-venues = there are no venues here yet: upload your venue list first
fault-no-list = send a venue list: a CSV file in base64
fault-base64 = the venue list must be a CSV file in base64: { $why }
fault-other-currency =
    the money of all { $venues } venues is in { $known }, not in { $currency }: plan in { $known }
fault-too-many-to-plan =
    this space has { $venues } venues; at most { $most } are planned at once: keep those that matter
fault-too-many-venues =
    with this list the space would have { $venues } venues; at most { $most } are kept: replace the list, or delete venues first
fault-list-too-long =
    the list says more than is written at once: import it in two parts, or shorten the dates
fault-list-not-kept =
    the venue list that came with this plan is not kept: ask for a new plan and send it again
fault-places = the host's places
fault-mode = `{ $typed }` is neither update nor replace
fault-no-file = choose the file first
fault-json-list = send the file itself as the body, with the content type text/csv
fault-empty-body = the body is empty: send the CSV file as the body
fault-still-planning = the tour: it is still being planned, try again in a moment
fault-no-file-interrupted = this plan has no tour to download: planning was interrupted; plan it again
fault-no-file-failed = this plan has no tour to download: it could not be planned
fault-no-file-stopped = this plan has no tour to download: planning was stopped
fault-no-file-infeasible = this plan has no tour to download: no tour holds all that was asked
fault-days = { $days } days are too many: plan at most { $most } at a time
fault-no-venue-left = there is no venue: give at least one
fault-venues = { $venues } venues are too many: give at most { $most }
fault-unknown-venue = there is no venue { $index }: the list has { $venues }, counted from 0
fault-anchor-outside = the show at { $venue } stands on { $date }, outside { $from } to { $to }
fault-anchors-one-day = { $first } and { $second } both stand on { $date }: a band plays one show a day
fault-anchors-one-venue = { $venue } stands on { $first } and on { $second }: a venue is played once a tour
fault-ruled-out-anchor = { $venue } stands on { $date } and must not be played: remove one of the two
fault-ruled-out-must = { $venue } must be played and must not be played: remove one of the two
fault-cost-negative = { $sum } is negative: a cost is 0 or more
fault-sum-too-large = { $sum } is more than is counted
fault-people = { $people } people cannot tour: give 1 to 100
fault-drive-limit = { $minutes } minutes of driving a day cannot be kept: give 1 to 1,440
fault-leg-limit = 0 minutes from show to show leave no show to drive to: give at least 1
fault-zero-gap = a longest gap of 0 days would put two shows on one day: give 1 for a show every day, or more
fault-instance = the problem cannot be searched: { $why }
line = line { $line }: { $what }
and-more-lines =
    { $lines ->
        [one] and one more line
       *[other] and { $lines } more lines
    }

## A tour on a terminal: in few words, because a line has 98 columns

text-tour = Tour from { $home }, { $from } to { $to }
text-tour-to = Tour from { $home } to { $end }, { $from } to { $to }
text-no-tour = No tour from { $home }, { $from } to { $to }
text-unproven = This is not proven: the search was not finished.
text-why = Why
text-helps = Any one of these changes makes a tour possible
text-figures =
    { $shows ->
        [one] 1 show, { $road }. Earns { $sum } after travel, beds and food.
       *[other] { $shows } shows, { $road }. Earns { $sum } after travel, beds and food.
    }
text-gap-none = No plan can earn more.
text-gap-percent = No plan can earn more than { $share } more.
text-gap-sum = No plan can earn more than { $sum }.
text-assumed-net = The list does not give the net of every stop: ~ marks what is assumed.
text-assumed-capacity = The list does not give the capacity of every stop: ~ marks what is assumed.
text-assumed-both = The list does not give the capacity and net of every stop: ~ marks what is assumed.
text-budget = Budget in { $currency }
text-net =
    { $shows ->
        [one] 1 show, net
       *[other] { $shows } shows, net
    }
text-driving = driving, { $road }
text-beds =
    { $nights ->
        [one] beds, 1 night
       *[other] beds, { $nights } nights
    }
text-food =
    { $people ->
        [one] food, { count-days } for 1 person
       *[other] food, { count-days } for { $people } people
    }
text-van = van
text-left = left at the end
text-stops = Why these stops (worth: what the tour would earn less without it)
text-fixed = fixed by you
text-asked-for = asked for by you
text-above = { $sum } above its average date
text-below = { $sum } below its average date
text-worth = worth { $sum }
text-next-same = next best { $venue } on { $date }, as good
text-next-less = next best { $venue } on { $date }, { $sum } less
text-next-more = next best { $venue } on { $date }, { $sum } more
text-check-entries = Check these entries of the venue list
text-lines-left-out = Lines of the venue list that were left out
text-more-in-json = and { $more } more: the JSON form lists all
text-assumed = Assumed
text-assumption-net =
    { $venues ->
        [one] net of 1 venue: { $how }
       *[other] net of { $venues } venues: { $how }
    }
text-assumption-capacity =
    { $venues ->
        [one] capacity of 1 venue: { $how }
       *[other] capacity of { $venues } venues: { $how }
    }
text-date = Date
text-drive = Drive
text-net-column = Net
text-then-to = then to { $place }
text-mark-fixed = fixed
text-mark-must = must
text-off = off
text-drive-to = drive to { $place }
text-drive-part = drive to { $place } (day { $day } of { $days })
text-must-not = ruled out by you
text-no-date = without a date in the range
text-no-road = without a road from the tour
text-beyond-leg = beyond the longest leg
text-not-enough-days = too far for the days there are
text-radius = inside a radius clause of a stop
text-date-taken = whose best date is taken
text-drive-too-long = where the drives before or after are too long
text-gap-too-long = that would leave too long a gap
text-does-not-pay = that would cost more than they bring
text-search-ended = not tried before the search ended

## What is wrong with a venue list, and what its owner should know. Small letters and no full stop, as above.

list-first-line = the first line cannot be read: { $why }
list-empty = the file is empty: write a first line with the titles name, lat, lon and then one line for each venue
list-too-many =
    the file has { $venues } venues; at most { $most } are planned at once: keep the region and the sizes of room that matter
list-no-currency =
    { $rows ->
        [one] 1 row has amounts
       *[other] { $rows } rows have amounts
    } and no currency: say which one the list is in, or add a column currency
list-no-rows = the file has a header line and no venues: add one line for each venue, with its name, lat and lon
list-swapped = latitude and longitude are swapped in every row: exchange the two column titles in the first line
list-no-usable-row = none of the { $rows } rows can be used
list-too-large =
    the file has { $size } MiB; at most { $most } MiB are read: leave out columns and regions that are not needed
list-nul = the file holds NUL bytes, so it is not text: { list-export }
list-utf-16 = the file says it is UTF-16 and is broken: { list-export }
list-windows = the file is not UTF-8 and was read as Windows-1252 (Latin-1): check the accents in the names
list-is-spreadsheet = this is a spreadsheet (.xlsx, .ods) or another zip file, not CSV: { list-export }
list-is-xls = this is an old spreadsheet (.xls), not CSV: { list-export }
list-is-pdf = this is a PDF, not CSV: ask for the list as a spreadsheet and save that as CSV
list-is-gzip = this file is compressed (gzip): unpack it first
list-is-page =
    this is a web page or XML, not CSV: download the list itself (look for "Export" or "Download CSV")
list-is-json = this is JSON, not CSV: write one line for each venue, under the titles name, lat, lon
list-export =
    save it as CSV first (Excel: File, Save As, "CSV UTF-8"; LibreOffice: File, Save As, "Text CSV"; Google Sheets: File, Download, "Comma-separated values")
list-columns-unused =
    { $columns ->
        [one] the column { $titles } is not used
       *[other] the columns { $titles } are not used
    }
list-no-titles = the first line must hold the column titles, such as name, lat, lon: it holds numbers
list-no-name = the column name is missing { list-needs }
list-no-lat = the column lat is missing { list-needs }
list-no-lon = the column lon is missing { list-needs }
list-no-name-lat = the columns name and lat are missing { list-needs }
list-no-name-lon = the columns name and lon are missing { list-needs }
list-no-lat-lon = the columns lat and lon are missing { list-needs }
list-no-column = the columns name, lat and lon are missing { list-needs }
list-needs =
    (the first line has: { $titles }): every venue needs name, lat and lon, the coordinates in degrees such as 44.4759 and -73.2121
row-no-name = the venue has no name
row-long-name = the name has { $length } characters (at most { $most }): is a quote not closed?
row-other-currency = its net is in { $other } and the plan counts in { $currency }: convert it first
row-fields = the row has { $fields } fields, the first line { $titles }: a separator inside a value needs quotes round it
row-fields-comma =
    the row has { $fields } fields, the first line { $titles }: a comma inside a value needs quotes round it, and a decimal comma too
row-repeated = { $venue } is listed before, in line { $line }; the first row counts
row-renamed = { $venues } venues are called { $venue }; this one is called { $name } here
row-many-dates = { $venue }: it has { $dates } dates, at most { $most } are kept: write ranges
row-same-name =
    { $venue } has the same name and town as line { $line } and lies { $km } from it: give one of them another name
cell-no-latitude = latitude is empty
cell-no-longitude = longitude is empty
cell-latitude =
    latitude `{ $typed }` is not a number: write degrees with a decimal point, such as 44.4759 or -73.2121
cell-longitude =
    longitude `{ $typed }` is not a number: write degrees with a decimal point, such as 44.4759 or -73.2121
cell-zero = the coordinates are 0, 0, which is in the sea off Africa: fill in the real ones
cell-swapped = { point-latitude }: latitude and longitude look swapped
point-latitude = latitude { $latitude } is outside -90 to 90
point-longitude = longitude { $longitude } is outside -180 to 180
cell-capacity-zero = capacity is 0: write how many people the room holds, or leave it empty if unknown
cell-capacity-too-large = capacity { $people } is more than any room holds (at most { $most })
cell-capacity = capacity `{ $typed }` is not a whole number of people, such as 250; leave it empty if unknown
cell-net = { $column }: `{ $typed }` is not an amount: write digits with a decimal point, such as 12.50
cell-net-decimals = { $column }: `{ $typed }` has { $found } decimals, { $currency } has { $allowed }
cell-net-too-large = { $column }: `{ $typed }` is too large
cell-net-negative = { $column } { $typed } is negative: write what a show there earns, at least 0
cell-radius = radius `{ $typed }` is not a number of kilometres from 0 to { $most }
cell-dates-end = dates `{ $typed }` end before they begin
place-far = { $venue }: the coordinates { $at } are { $km } from { $town }: check them
place-elsewhere = { $venue }: the coordinates { $at } lie near { $town }, not in { $region }: check them
place-swapped = { $venue }: latitude and longitude look swapped: turned round, they are in { $town }

## Files of a tour: its calendar and its picture

tour-from = Tour from { $home }
file-net = Expected net { $sum }
file-drive = Drive: { $from } to { $to }
file-drive-how = Drive { $from } to { $to }: { $road }, { $drive } (estimate)
file-drive-ferry = Drive { $from } to { $to }: { $road }, { $drive } (estimate), with a ferry whose fare is not counted
picture-stop = { $number } { $date } { $venue }
picture-stop-in = { $number } { $date } { $venue } in { $town }
picture-figures = { $road } · { $sum }
picture-foot = Straight lines between stops; distances are road estimates.
