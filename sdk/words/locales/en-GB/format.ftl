# What British readers write otherwise.

format-distance-unit = mi
