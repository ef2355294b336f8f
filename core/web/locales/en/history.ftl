# What a document said before it was changed.

history-title = Earlier versions
history-note = Versions of an entry in { $collection } of { $plugin }, the newest first.
history-version = Version { $number }
history-when = When
history-who = Who
history-plugin-itself = the plugin itself
history-did = What was done
history-created = created
history-changed = changed
history-deleted = deleted
history-restored = restored
# The oldest version that is kept: what was before it is gone.
history-oldest = kept from here on
history-visibility = Seen by
history-changes = What version { $number } changed
history-field = Field
history-before = Before
history-after = After
history-nothing = Nothing that it says.
