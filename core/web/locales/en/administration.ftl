# How a space is run, for its owners and admins.

administration-title = Administration
administration-members = Members
administration-members-caption = Who belongs to this space
administration-name = Name
administration-role = Role
administration-since = Since
administration-more = More members
administration-first = The first members

## Its plugins

administration-plugins = Plugins
administration-none = No plugin is installed on this instance.
administration-left-out = These plugins cannot be used: { $names }. The log of this instance tells why.
administration-held-back = { $name } runs version { $runs }, because the upgrade to { $upgrade } failed. The log of this instance tells why.
# When the manifest of the new version cannot even be read.
administration-held-back-unread = { $name } runs version { $runs }, because the next version failed. The log of this instance tells why.
administration-version = Version
# Goes on with what a plugin may do, parted by commas.
administration-may = It may
administration-may-nothing = nothing beyond what every plugin may
administration-may-jobs = work in the background
administration-may-collections = keep documents of the space
administration-permissions = What members may do with it
administration-what = What
administration-who = Who may
administration-no-permissions = It asks for no permission: whoever may open its pages may do everything there.
