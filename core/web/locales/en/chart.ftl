# Charts: the sentence that says what a picture shows, its legend and its table. `{ $value }`, `{ $most }` and so on come with
# their unit already.

chart-empty = { $title }: there are no numbers to show yet.
# What is read out in place of the picture.
chart-label = { $title }. { $summary }
chart-spark = From { $first } to { $last }, between { $least } and { $most }

## Sentences

chart-no-numbers = There are no numbers yet.
# A value, and in brackets where it is.
chart-value = { $value } ({ $step })
chart-value-of = { $value } ({ $name }, { $step })
chart-ends = The most is { $most }, the least { $least }.
chart-way-ends = From { $first } to { $last }; the most is { $most }, the least { $least }.
chart-level = The value is { $value } throughout.
chart-way-level = From { $first } to { $last }; the value is { $value } throughout.
chart-stack = { $total } in all; the largest part is { $name } with { $most }, { $percent }.
chart-stack-empty = There is nothing in any part.
chart-fan = { $step }: { $value }, in { $count } of 100 cases { $low } to { $high }.
chart-fan-median = { $step }: { $value }.
chart-fan-empty = Nothing is foreseen yet.
chart-strip = { $count } in { $rows } rows, from { $least } to { $most }; the middle is { $middle }.

## Legend

chart-cases = { $count } of 100 cases
chart-each-dot = each
chart-middle-dot = the middle one
chart-reference = { $label }: { $value }

## Table

chart-table = The numbers as a table
chart-table-of = The numbers of { $title }
chart-table-day = Day
# The heading of what each row of numbers is for.
chart-table-step = For
# The heading of a column with every single number.
chart-table-each = Each
chart-table-more = And { $count } more.
chart-table-dots = { $dots } and { $count } more
chart-range = { $low } to { $high }
