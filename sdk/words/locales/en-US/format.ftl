# What American readers write otherwise.

format-distance-unit = mi
format-date = { $weekday }, { $month }{"\u00A0"}{ $day }, { $year }
format-short-date = { $month }{"\u00A0"}{ $day }
format-halves = AM | PM
format-time = { $hour12 }:{ $minute2 }{"\u00A0"}{ $half }
