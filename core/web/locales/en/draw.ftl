# The pieces of a plugin's page: what core says around what the plugin says.

## Notices: the kind in words, because colours tell nothing to many.

draw-notice-info = Note:
draw-notice-success = Done:
draw-notice-warning = Check:
draw-notice-problem = Problem:

## Forms

draw-errors = { $count ->
    [one] One thing to put right
   *[other] { $count } things to put right
 }
draw-error = Error: { $text }
draw-form-stray = This form cannot be sent: it does not belong to its plugin.
draw-optional = optional
draw-choose = Choose one
draw-geo-help = In degrees, such as 44.48 and −73.21; south and west are below zero.
draw-file-kinds = { $kinds }, up to { $size }.
draw-file-size = up to { $size }.
draw-part-amount = Amount
draw-part-currency = Currency
draw-part-day = Day
draw-part-time = Time
draw-part-zone = Where the clocks show it
draw-part-hours = Hours
draw-part-minutes = Minutes
draw-part-latitude = Latitude, north
draw-part-longitude = Longitude, east

## Tables and lists

draw-nothing-yet = { $name }: nothing yet.
draw-table-actions = Actions
# What a column's heading does, read out after its name.
draw-table-turn = turn round
draw-table-order = put in this order
draw-table-menu = What to do with { $name }
# Stands for the name of a row that has none.
draw-table-this-row = this row
draw-table-csv = CSV
draw-table-filter = Look in { $name }
draw-table-show = Show
draw-table-show-all = Show all
draw-table-columns = Columns
draw-table-show-these = Show these
draw-table-pages = Pages of { $name }
draw-table-previous = ← Previous
draw-table-next = Next →
draw-table-some = { $first } to { $last }
draw-table-some-of = { $first } to { $last } of { $total }

## Days of a tour

draw-drive = { $from } → { $to }, { $distance }, { $time }
draw-drive-at-night = After the show: { $from } → { $to }, { $distance }, { $time }
draw-fixed-date = fixed date
draw-why = Why

## Other pieces

draw-trail = Where this page is
draw-progress = Progress
draw-look-again = Look again
# How a number moved, read out in place of the arrow.
draw-change-up = up
draw-change-down = down
draw-change-level = the same

# The name of whoever reads the page, among other people's.
draw-you = { $name } (you)
# Goes on with what a button in a card says, for whoever does not see which card it is in; read out only.
draw-of-card = : { $title }
