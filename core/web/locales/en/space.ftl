# The home of a space.

# The title where the space has no name.
space-title = Your space
space-tools = What you can do here
space-no-tools = No plugin is switched on in this space yet. Whoever runs this instance can switch one on.
space-members = Members
space-people = { $count ->
    [one] One person
   *[other] { $count } people
 }

## Roles, by their names in the access policy

space-role-owner = owner
space-role-admin = admin
space-role-booker = booker
space-role-treasurer = treasurer
space-role-member = member
space-role-volunteer = volunteer
space-role-guest = guest

## The list of somebody's spaces

space-find = Find a space
# The button beside it, where there is only a magnifying glass to see.
space-find-now = Find
# Names of two such forms, read out only: that in the menu, and that on the page of all spaces.
space-find-yours = Your spaces by name
space-find-all = All spaces by name
space-none-found = None of your spaces has “{ $asked }” in its name.
space-show-all = Show all
