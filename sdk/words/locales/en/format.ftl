# How values are written. Each language and each region that differs has such a file; what it leaves out is taken from its
# language, and in the end from here. `{"\u00A0"}` is a blank that does not break a line. A line here holds text and the
# arguments that stand in the same line of this file, and nothing else: no selectors, no references.

## Numbers

format-decimal = .
format-group = ,
# How many digits a number has at least in front of its first mark: `2` leaves 1234 together and writes 12,345.
format-group-from = 1
format-minus = −
format-percent = { $number }{"\u00A0"}%
format-money = { $amount }{"\u00A0"}{ $currency }
format-size-bytes = { $number }{"\u00A0"}bytes
format-size-kilobytes = { $number }{"\u00A0"}KB
format-size-megabytes = { $number }{"\u00A0"}MB
format-size-gigabytes = { $number }{"\u00A0"}GB
# A million, a thousand millions and so on, where there is no room for the whole number.
format-huge = { $number }{"\u00A0"}{ $name }
format-huge-names = M | G | T | P

## Distances: `km` or `mi` is what a new reader is shown.

format-distance-unit = km
format-kilometres = { $number }{"\u00A0"}{ $unit }
format-miles = { $number }{"\u00A0"}{ $unit }
format-kilometres-unit = km
format-miles-unit = mi

## Lengths of time

format-minutes = { $minutes }{"\u00A0"}min
format-hours = { $hours }{"\u00A0"}h
format-hours-minutes = { $hours }{"\u00A0"}h{"\u00A0"}{ $minutes2 }

## Days and times. `$day2`, `$month2`, `$hour2` and `$minute2` have two digits, `$month-number` and `$month2` are digits.

format-weekdays = Mon | Tue | Wed | Thu | Fri | Sat | Sun
format-months = Jan | Feb | Mar | Apr | May | Jun | Jul | Aug | Sep | Oct | Nov | Dec
# Where a month stands alone; some languages write it otherwise there.
format-months-alone = Jan | Feb | Mar | Apr | May | Jun | Jul | Aug | Sep | Oct | Nov | Dec
format-date = { $weekday } { $day }{"\u00A0"}{ $month } { $year }
format-short-date = { $day }{"\u00A0"}{ $month }
format-month-year = { $month-alone } { $year }
format-halves = am | pm
format-time = { $hour2 }:{ $minute2 }
format-date-time = { $date }, { $time }

## Lists

format-list = { $before }, { $next }
