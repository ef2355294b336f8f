# What somebody likes to have, on their own page.

preferences-title = Language and units
preferences-language = Language
preferences-language-browser = As my browser asks
# The name of this language in itself.
preferences-language-own = English
preferences-distances = Distances
preferences-distances-language = As usual in my language
preferences-kilometres = Kilometres
preferences-miles = Miles
preferences-zone = Time zone
preferences-zone-help = Where your clock stands, such as Europe/Berlin. Plugins show you times by it.
preferences-save = Save
