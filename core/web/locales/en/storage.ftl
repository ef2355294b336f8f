# What the operator of an instance sees of its store: counts and sizes, never what is kept.

# The title, and the link to the page.
storage-title = Storage
storage-counting = The collections are being counted. Load this page again in a moment.
storage-database = Database
storage-size = Size
storage-free = Room left
storage-free-unknown = known to the database server alone
storage-reusable = Used again before it grows
# The last step of the tables that Loadin keeps for itself.
storage-step = Step of the core's tables
storage-counted = Counted
storage-none = No plugin keeps documents here.

## Copies from before a change of the tables

storage-copies = Copies from before changes
storage-copies-none = None yet: one is made by itself before the tables change.
storage-copies-elsewhere = The copies from before changes stand in the database itself, as schemas whose names begin with “loadin_”. Backups are made by whoever runs its server.
storage-copy-before = Before
storage-copy-made = Made
storage-copy-age = { $days ->
    [0] today
    [one] yesterday
   *[other] { $days } days ago
 }

## Migrations that are under way

storage-migrations = Migrations under way
storage-migrations-caption = Collections whose documents a plugin brings to a new version
storage-migration-done = Documents done
storage-migration-of = { $done } of { $total }
storage-migration-began = Began

## Questions that took too long

storage-slow = Slow questions
storage-slow-note = What plugins asked of their collections that took { $ms } ms or longer, as this node of the instance has seen it since it was started. Values are not kept.
storage-slow-none = None since the start.
storage-slow-count = How often
storage-slow-median = Median
storage-slow-worst = Longest
storage-slow-seen = Last asked
storage-slow-served = How it is answered
storage-ms = { $ms } ms
storage-served-index = by an index
storage-served-sorted = by an index, then sorted
storage-served-order = one by one, in an index's order
storage-served-walk = by looking at every document
storage-served-unknown = not known
# $line stands in a plugin's manifest, such as indexes = [["city"]].
storage-remedy-declare = Declare { $line } for the collection in the plugin's manifest.
storage-remedy-narrow = No index leads there: “not” and “is missing” never have one, and “or” only when each of its parts has. Filter by an indexed field as well.
storage-remedy-less = What is declared serves it already: ask for fewer documents, or see how busy the machine is.
storage-remedy-wait = Its index is declared and still being made.

## The collections of a plugin

storage-collections-caption = Collections of { $plugin }
storage-gone = This plugin is not installed now. Its documents are kept.
storage-plugin = Plugin
storage-collection = Collection
storage-version = Version
storage-live = Documents
storage-deleted = Deleted
storage-spaces = Spaces
storage-indexes-size = Indexes
storage-state = State
# Before a number that the database has estimated.
storage-about = about { $count }
storage-estimates = PostgreSQL estimates the counts of large collections: they are as of its last look.
storage-unknown-size = not told
storage-state-ready = ready
storage-state-adding = waits
storage-state-backfilling = being filled
storage-state-backfilling-done = being filled, { $percent }
storage-state-indexing = being indexed

## The indexes of a collection

storage-indexes = Indexes of { $collection }
storage-index-for = For
storage-index-fields = Fields
storage-index-lookup = finding and sorting
storage-index-unique = what no two share
storage-index-aggregate = groups
storage-index-words = words
storage-index-point = places
storage-index-lists = entries of lists
storage-index-own = whose they are
