# Maps: what is read out for its marks, and its table.

map-empty = { $title }: there is no place to show yet.
# What is read out in place of the picture.
map-label = { $title }. { $summary }
map-stop = Stop { $number }: { $name }
# Several places that fall together; the mark leads closer.
map-cluster = { $count } places, closer
map-home = Home
map-end = End

## Looking closer

map-look = What is shown of { $title }
map-closer = Closer
map-further = Further away
map-north = North
map-south = South
map-west = West
map-east = East
map-whole = Whole map

## Tables

map-table = The places as a table
map-table-of = The places of { $title }
map-table-stop = Stop
map-table-place = Place
map-table-position = Position
map-table-more = And { $count } more.
map-areas = The areas as a table
map-areas-of = The areas of { $title }
map-areas-area = Area
map-areas-colour = What its colour means
map-degrees = { $north }, { $east }
map-degrees-north = { $degrees }° N
map-degrees-south = { $degrees }° S
map-degrees-east = { $degrees }° E
map-degrees-west = { $degrees }° W
