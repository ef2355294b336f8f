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
space-you = { $name } (you)
