# What stands around every page.

shell-skip = Skip to the page
shell-nav = Pages of this space
shell-to-space = To { $space }
shell-account = Account
# The buttons of the head; on a phone they stand at the foot of the screen, with little room.
shell-menu = Menu
shell-spaces = Spaces
shell-all-spaces = All spaces
# The first place of the navigation: the home of the space.
shell-home = Home
shell-administration = Administration
shell-sign-out = Sign out
shell-licence = Loadin is free software (Apache-2.0).
shell-plugin = This page is by { $name } { $version }.
# The title of the window where something has to be put right first.
shell-error-title = Error: { $title }
