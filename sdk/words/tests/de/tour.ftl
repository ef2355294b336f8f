tour-stops = { $count ->
    [0] noch kein Halt
    [one] ein Halt
   *[other] { $count } Halte
 }
tour-by = { $link } von { $name }
